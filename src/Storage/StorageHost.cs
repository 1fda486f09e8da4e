using Clearsight.Domain;
using Clearsight.Storage.Artifacts;
using Clearsight.Storage.Database;
using Clearsight.Storage.Models;
using Clearsight.Storage.Telemetry;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Hosting;

namespace Clearsight.Storage;

/// <summary>
/// Before anything else of the host starts: the storage directory is there and ours, alone or together with the hosts that
/// share its database, the bucket that they share lets us in, if there is one, the database has this program's form, and
/// files and rows agree. Holds the directory until the host
/// is disposed.
/// </summary>
internal sealed class StorageHost(
    StorageLayout layout,
    IRowDatabase database,
    IDbContextFactory<ClearsightDbContext> databases,
    RegistryRepair repair,
    JobMetrics metrics,
    ArtifactBucket? bucket = null,
    WorkingFolder? working = null) : IHostedLifecycleService, IDisposable
{
    private FileStream? _lock;

    public async Task StartingAsync(CancellationToken cancellationToken)
    {
        PrepareFolders();
        // With a bucket the directory is this host's alone, whoever else works on the same rows.
        _lock = HeldFile.Take(layout.LockFile, layout.Root, database.IsShared && bucket is null);
        await (bucket?.CheckAsync(cancellationToken) ?? Task.CompletedTask);
        await using var alone = await database.EnterAsync("start", cancellationToken);
        await database.PrepareAsync(databases, cancellationToken);
        await (working?.TidyAsync(cancellationToken) ?? repair.RunAsync(cancellationToken));
    }

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public void Dispose()
    {
        metrics.Dispose();
        // While the directory is still ours.
        database.Dispose();
        _lock?.Dispose();
        _lock = null;
    }

    private void PrepareFolders()
    {
        try
        {
            Directory.CreateDirectory(layout.Models);
            Directory.CreateDirectory(layout.Jobs);
            using var probe = new FileStream(
                Path.Combine(layout.Root, $".probe-{Guid.NewGuid():N}"), FileMode.CreateNew, FileAccess.Write, FileShare.None, 1, FileOptions.DeleteOnClose);
            probe.WriteByte(0);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or NotSupportedException)
        {
            throw new StartupException(
                $"The storage directory '{layout.Root}' cannot be written: {exception.Message} Set Storage:Directory to one that can, or give this user the right.",
                exception);
        }
    }
}
