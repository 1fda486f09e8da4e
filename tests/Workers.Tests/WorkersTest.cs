namespace Clearsight.Workers.Tests;

/// <summary>A test over a storage folder of its own, which hosts can be started on one after the other.</summary>
/// <remarks>Trainings share the machine's cores and Hangfire has static parts, so these tests run one after the other.</remarks>
[Collection("workers")]
public abstract class WorkersTest : IDisposable
{
    /// <summary>Goes with the test.</summary>
    private protected string Folder { get; } = Directory.CreateTempSubdirectory("clearsight-").FullName;

    protected static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        Directory.Delete(Folder, recursive: true);
        GC.SuppressFinalize(this);
    }

    private protected Task<WorkersHost> StartAsync(
        string role = "All", string? failing = null, string? connectionString = null, int failures = int.MaxValue) =>
        WorkersHost.StartAsync(Folder, role, failing, connectionString, failures);
}
