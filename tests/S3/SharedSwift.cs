namespace Clearsight.S3;

/// <summary>The store that the tests of an assembly share, each with a bucket of its own. It starts with the first that asks.</summary>
public sealed class SharedSwift : IAsyncDisposable
{
    private static readonly Lazy<Task<SwiftServer>> Lazy = new(SwiftServer.StartAsync);

    /// <summary>The test is skipped where there is none.</summary>
    internal static Task<SwiftServer> ServerAsync()
    {
        Assert.SkipUnless(SwiftServer.IsInstalled, SwiftServer.Missing);
        return Lazy.Value;
    }

    public async ValueTask DisposeAsync()
    {
        if (Lazy.IsValueCreated)
        {
            await (await Lazy.Value).DisposeAsync();
        }
    }
}
