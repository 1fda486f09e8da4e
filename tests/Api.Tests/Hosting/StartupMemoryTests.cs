using System.Runtime.CompilerServices;
using Clearsight.Api.Hosting;

namespace Clearsight.Api.Tests.Hosting;

public sealed class StartupMemoryTests
{
    [Fact]
    public async Task What_only_the_start_needed_is_gone_once_the_host_listens()
    {
        var left = Leave();

        await new StartupMemory().StartedAsync(TestContext.Current.CancellationToken);

        Assert.False(left.IsAlive);
    }

    /// <summary>In the oldest generation, where it would stay for long.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static WeakReference Leave() => new(new byte[1 << 20]);
}
