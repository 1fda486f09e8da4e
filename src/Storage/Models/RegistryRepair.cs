using Clearsight.Domain.Jobs;
using Clearsight.Domain.Models;
using Clearsight.Storage.Database;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;

namespace Clearsight.Storage.Models;

/// <summary>
/// Makes folders and rows agree at start. A folder without a row, whose number the name has already passed, was being
/// deleted: it goes. One with a number beyond was being registered, or the database was lost: it gets its row from
/// its manifest, once every digest in that was found right.
/// </summary>
/// <remarks>
/// Hosts that share the directory may be at work meanwhile. What they are writing is left alone, and a version that a job
/// was registering is that job's affair: its next attempt registers it, or has done so.
/// </remarks>
internal sealed partial class RegistryRepair(
    IDbContextFactory<ClearsightDbContext> databases, IRowDatabase database, StorageLayout layout, TimeProvider time, ILogger<RegistryRepair> logger)
{
    /// <summary>Nobody writes, uploads or imports a version for so long.</summary>
    private static readonly TimeSpan Abandoned = TimeSpan.FromDays(1);

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        Sweep(layout.Models, StorageLayout.StagingPrefix);
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        await db.LockRegistryAsync(cancellationToken);
        var rows = await db.ModelVersions.Select(row => new { row.Name, row.Version }).ToListAsync(cancellationToken);
        foreach (var row in rows.Where(row => !Directory.Exists(layout.ModelFolder(row.Name, row.Version))))
        {
            LogFolderMissing(row.Name, row.Version);
        }

        var known = rows.Select(row => (row.Name, row.Version)).ToHashSet();
        foreach (var (name, version) in layout.ModelFolders().Where(folder => !known.Contains(folder)))
        {
            await SettleAsync(db, name, version, cancellationToken);
        }

        await PutBackJobsAsync(db, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        Sweep(layout.Jobs, StorageLayout.DeletedPrefix);
    }

    /// <summary>A job that still has its row was not deleted: the host was killed in between. With the registry's lock, as who deletes has it.</summary>
    private async Task PutBackJobsAsync(ClearsightDbContext db, CancellationToken cancellationToken)
    {
        foreach (var folder in Directory.GetDirectories(layout.Jobs, StorageLayout.DeletedPrefix + "*"))
        {
            var id = Path.GetFileName(folder)[StorageLayout.DeletedPrefix.Length..];
            if (TrainingJob.IsId(id) && !Directory.Exists(layout.JobFolder(id)) && await db.Jobs.AnyAsync(job => job.Id == id, cancellationToken))
            {
                Directory.Move(folder, layout.JobFolder(id));
            }
        }
    }

    private void Sweep(string folder, string prefix)
    {
        foreach (var leftover in new DirectoryInfo(folder).EnumerateFileSystemInfos(prefix + "*").ToList())
        {
            if (database.IsShared && time.GetUtcNow().UtcDateTime - leftover.LastWriteTimeUtc < Abandoned)
            {
                continue;
            }

            Remove(leftover.FullName);
        }
    }

    private static void Remove(string path)
    {
        try
        {
            if (File.Exists(path))
            {
                File.Delete(path);
            }
            else
            {
                Directory.Delete(path, recursive: true);
            }
        }
        catch (DirectoryNotFoundException)
        {
            // By another host: one that sweeps as well, or is deleting the version.
        }
    }

    private async Task SettleAsync(ClearsightDbContext db, string name, int version, CancellationToken cancellationToken)
    {
        var folder = layout.ModelFolder(name, version);
        var nameRow = await ModelRegistry.NameAsync(db, name, cancellationToken);
        if (version <= nameRow.LastVersion)
        {
            Remove(folder);
            LogRemoved(name, version);
            return;
        }

        try
        {
            var model = await VerifiedAsync(folder, name, version, cancellationToken);
            if (database.IsShared && await IsAffairOfJobAsync(db, model.Manifest.JobId, cancellationToken))
            {
                db.ChangeTracker.Clear();
                return;
            }

            nameRow.LastVersion = version;
            db.ModelVersions.Add(model.ToRow());
            await db.SaveChangesAsync(cancellationToken);
            LogAdopted(name, version);
        }
        catch (Exception exception) when (exception is IOException or InvalidDataException or UnauthorizedAccessException)
        {
            // Not deleted: whoever tampered with it, or whatever disk failed, somebody may want to look.
            db.ChangeTracker.Clear();
            Directory.Move(folder, Path.Combine(Path.GetDirectoryName(folder)!, $".damaged-{version}-{Guid.NewGuid():N}"));
            LogDamaged(exception, name, version);
        }
    }

    private static async Task<bool> IsAffairOfJobAsync(ClearsightDbContext db, string? jobId, CancellationToken cancellationToken) =>
        jobId is not null
        && (await db.ModelVersions.AnyAsync(version => version.JobId == jobId, cancellationToken)
            || await db.Jobs.AnyAsync(
                job => job.Id == jobId && job.Status != JobStatus.Succeeded && job.Status != JobStatus.Failed && job.Status != JobStatus.Canceled,
                cancellationToken));

    private static async Task<ModelVersion> VerifiedAsync(string folder, string name, int version, CancellationToken cancellationToken)
    {
        var manifest = await ManifestFile.ReadAsync(folder, cancellationToken);
        if (manifest.Model.Name != name || manifest.Version != version)
        {
            throw new InvalidDataException($"The manifest in '{folder}' speaks of '{manifest.Model.Name}:{manifest.Version}'.");
        }

        var files = new Dictionary<string, string>();
        long size = 0;
        foreach (var file in ModelFiles.All.Where(file => ModelFiles.Required.Contains(file) || manifest.Files.ContainsKey(file)))
        {
            var path = Path.Combine(folder, file);
            files[file] = await Durable.DigestAsync(path, cancellationToken);
            size += new FileInfo(path).Length;
            if (file != ModelFiles.Manifest && files[file] != manifest.Files.GetValueOrDefault(file))
            {
                throw new InvalidDataException($"'{path}' is not the file of which its manifest has the digest.");
            }
        }

        return new ModelVersion(version, files[ModelFiles.Weights], size, files, manifest.Model);
    }

    [LoggerMessage(LogLevel.Error, "The folder of the model version {Name}:{Version} is gone; it cannot be served or downloaded.")]
    private partial void LogFolderMissing(string name, int version);

    [LoggerMessage(LogLevel.Information, "Removed the files of the deleted model version {Name}:{Version}.")]
    private partial void LogRemoved(string name, int version);

    [LoggerMessage(LogLevel.Warning, "Registered the model version {Name}:{Version} from its folder: it had no row.")]
    private partial void LogAdopted(string name, int version);

    [LoggerMessage(LogLevel.Error, "The folder of the model version {Name}:{Version} has no row and is damaged; it was put aside.")]
    private partial void LogDamaged(Exception exception, string name, int version);
}
