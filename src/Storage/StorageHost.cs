using Clearsight.Domain;
using Clearsight.Storage.Database;
using Clearsight.Storage.Models;
using Clearsight.Storage.Telemetry;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Hosting;

namespace Clearsight.Storage;

/// <summary>
/// Before anything else of the host starts: the storage directory is there and ours alone, the database has this
/// program's form, and files and rows agree. Holds the directory until the host is disposed.
/// </summary>
internal sealed class StorageHost(
    StorageLayout layout,
    SqliteConnectionStringBuilder connection,
    IDbContextFactory<ClearsightDbContext> databases,
    RegistryRepair repair,
    JobMetrics metrics) : IHostedLifecycleService, IDisposable
{
    private readonly List<FileStream> _locks = [];

    public async Task StartingAsync(CancellationToken cancellationToken)
    {
        PrepareFolders();
        Lock(layout.LockFile, layout.Root);
        if (connection.DataSource != layout.DatabaseFile)
        {
            Lock(connection.DataSource + ".lock", connection.DataSource);
        }

        await MigrateAsync(cancellationToken);
        await repair.RunAsync(cancellationToken);
    }

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public void Dispose()
    {
        metrics.Dispose();
        if (_locks.Count > 0)
        {
            // Closing the last connection folds the write-ahead log into the database, while it is still ours.
            using var pooled = new SqliteConnection(connection.ConnectionString);
            SqliteConnection.ClearPool(pooled);
        }

        foreach (var held in _locks)
        {
            held.Dispose();
        }

        _locks.Clear();
    }

    private void PrepareFolders()
    {
        try
        {
            Directory.CreateDirectory(layout.Models);
            Directory.CreateDirectory(layout.Jobs);
            Directory.CreateDirectory(Path.GetDirectoryName(connection.DataSource)!);
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

    private void Lock(string path, string guarded)
    {
        try
        {
            _locks.Add(new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None));
        }
        catch (UnauthorizedAccessException exception)
        {
            throw new StartupException($"The lock file '{path}' cannot be opened; give this user the right to write it.", exception);
        }
        catch (IOException exception)
        {
            throw new StartupException($"Another host uses '{guarded}' already; stop it, or give this one a Storage:Directory of its own.", exception);
        }
    }

    private async Task MigrateAsync(CancellationToken cancellationToken)
    {
        try
        {
            await using var db = await databases.CreateDbContextAsync(cancellationToken);
            await Schema.UpdateAsync(db, cancellationToken);
            await SqliteSetup.UseWriteAheadLogAsync(db, cancellationToken);
        }
        catch (SqliteException exception)
        {
            throw new StartupException($"The database '{connection.DataSource}' cannot be used: {exception.Message}", exception);
        }
    }
}
