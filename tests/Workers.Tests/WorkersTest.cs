namespace Clearsight.Workers.Tests;

/// <summary>A test over a storage folder of its own, which hosts can be started on one after the other.</summary>
/// <remarks>Trainings share the machine's cores and Hangfire has static parts, so these tests run one after the other.</remarks>
[Collection("workers")]
public abstract class WorkersTest : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("clearsight-").FullName;

    protected static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        Directory.Delete(_folder, recursive: true);
        GC.SuppressFinalize(this);
    }

    private protected Task<WorkersHost> StartAsync(
        string role = "All", string? failing = null, string? connectionString = null, int failures = int.MaxValue) =>
        WorkersHost.StartAsync(_folder, role, failing, connectionString, failures);
}
