namespace Clearsight.Dashboard.Tests.Hosting;

/// <summary>One host for all tests of a class, which leave it as they found it or do not mind each other.</summary>
public class DashboardFixture(Chromium chromium) : IAsyncLifetime
{
    internal DashboardHost Dashboard { get; } = new(chromium);

    public virtual ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public async ValueTask DisposeAsync()
    {
        await Dashboard.DisposeAsync();
        GC.SuppressFinalize(this);
    }
}
