using Clearsight.Domain;
using Clearsight.Domain.Jobs;
using Clearsight.Domain.Models;
using Clearsight.Storage.Artifacts;
using Clearsight.Storage.Database;
using Clearsight.Storage.Jobs;
using Microsoft.EntityFrameworkCore;

namespace Clearsight.Storage.Models;

/// <summary>
/// Model versions: a folder and a row each. The folder comes first and goes last, so a row always has its folder;
/// <see cref="RegistryRepair"/> sees to folders that a crash left without a row.
/// </summary>
/// <param name="bucket">Where hosts share no folder; see the other part of this class.</param>
internal sealed partial class ModelRegistry(
    IDbContextFactory<ClearsightDbContext> databases, StorageLayout layout, BucketModels? bucket = null) : IModelRegistry
{
    public async Task<ModelVersion> RegisterAsync(ModelManifest manifest, string folder, JobAttempt? attempt, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        if (attempt is null && await OfJobAsync(db, manifest.JobId, cancellationToken) is { } registered)
        {
            return registered;
        }

        using var staged = await StagedModel.CopyAsync(folder, layout.NewStagingFolder(), cancellationToken);
        if (bucket is not null)
        {
            return await RegisterAsync(staged, manifest, attempt, bucket, cancellationToken);
        }

        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        await Fence.PassAsync(db, attempt, cancellationToken);
        await db.LockRegistryAsync(cancellationToken);
        if (await OfJobAsync(db, manifest.JobId, cancellationToken) is { } meanwhile)
        {
            return meanwhile;
        }

        var name = await NameAsync(db, manifest.Name, cancellationToken);
        var version = ++name.LastVersion;
        var target = layout.ModelFolder(manifest.Name, version);
        PutAside(target);
        var model = await staged.CompleteAsync(manifest, version, cancellationToken);
        staged.Place(target);
        try
        {
            db.ModelVersions.Add(model.ToRow());
            await db.SaveChangesAsync(CancellationToken.None);
            await transaction.CommitAsync(CancellationToken.None);
        }
        catch when (!db.IsShared())
        {
            // Where hosts share the folder it stays: the version may be there all the same if only the answer was lost, and
            // if it is not, the next one with this number may have its files there by now.
            Directory.Delete(target, recursive: true);
            throw;
        }

        return model;
    }

    /// <summary>Of a host that was lost, or shut out, between the folder and the row. The registry is locked, and no row has the number.</summary>
    private void PutAside(string target)
    {
        if (!Directory.Exists(target))
        {
            return;
        }

        try
        {
            var removed = layout.NewStagingFolder();
            Directory.Move(target, removed);
            Directory.Delete(removed, recursive: true);
        }
        catch (DirectoryNotFoundException)
        {
            // A host that starts sweeps what has no row any more.
        }
    }

    public async Task<ModelVersion?> FindAsync(ModelReference reference, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var row = await db.ModelVersions
            .Where(version => version.Name == reference.Name && (reference.Version == null || version.Version == reference.Version))
            .OrderByDescending(version => version.Version)
            .FirstOrDefaultAsync(cancellationToken);
        return row?.ToModel();
    }

    public async Task<Page<ModelVersion>> ListAsync(PageRequest page, CancellationToken cancellationToken)
    {
        var limit = Cursor.CheckedLimit(page);
        var after = Cursor.Key(page, Naming.IsValid) ?? "";
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var rows = await db.ModelVersions
            .Where(version => string.Compare(version.Name, after) > 0
                && !db.ModelVersions.Any(newer => newer.Name == version.Name && newer.Version > version.Version))
            .OrderBy(version => version.Name)
            .Take(limit + 1)
            .ToListAsync(cancellationToken);
        return Cursor.Page([.. rows.Select(row => row.ToModel())], limit, model => model.Manifest.Name);
    }

    public async Task<IReadOnlyList<ModelVersion>> VersionsAsync(string name, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var rows = await db.ModelVersions
            .Where(version => version.Name == name)
            .OrderByDescending(version => version.Version)
            .ToListAsync(cancellationToken);
        return [.. rows.Select(row => row.ToModel())];
    }

    public async Task<IReadOnlyList<ModelVersion>> WithDigestAsync(string digest, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var rows = await db.ModelVersions
            .Where(version => version.Digest == digest)
            .OrderBy(version => version.Name)
            .ThenByDescending(version => version.Version)
            .ToListAsync(cancellationToken);
        return [.. rows.Select(row => row.ToModel())];
    }

    public async Task DeleteAsync(ModelReference reference, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        await db.LockRegistryAsync(cancellationToken);
        var row = await db.ModelVersions.AsTracking()
            .SingleOrDefaultAsync(version => version.Name == reference.Name && version.Version == reference.Version, cancellationToken)
            ?? throw new NotFoundException($"There is no model version '{reference}'.");
        await CheckDeletableAsync(db, row, cancellationToken);
        db.ModelVersions.Remove(row);
        if (!await db.DeletedModels.AnyAsync(deleted => deleted.Name == row.Name && deleted.Digest == row.Digest, cancellationToken))
        {
            db.DeletedModels.Add(new DeletedModelRow { Name = row.Name, Digest = row.Digest });
        }

        await db.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        // In one step out of the way: nobody can find half a version, whatever becomes of the rest.
        PutAside(layout.ModelFolder(row.Name, row.Version));
        if (bucket is not null)
        {
            await bucket.RemoveAsync(row.Name, row.Version, cancellationToken);
        }
    }

    public async Task<bool> WasDeletedAsync(string name, string digest, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        return await db.DeletedModels.AnyAsync(deleted => deleted.Name == name && deleted.Digest == digest, cancellationToken);
    }

    public async ValueTask<string> PathOfAsync(ModelVersion version, string file, CancellationToken cancellationToken)
    {
        if (!version.Files.ContainsKey(file))
        {
            throw new NotFoundException($"The model version '{version.Reference}' has no file '{file}'.");
        }

        if (bucket is not null)
        {
            await bucket.BringAsync(version, cancellationToken);
        }

        return Path.Combine(layout.ModelFolder(version.Manifest.Name, version.Version), file);
    }

    private static async Task CheckDeletableAsync(ClearsightDbContext db, ModelVersionRow row, CancellationToken cancellationToken)
    {
        var reference = new ModelReference(row.Name, row.Version);
        if (await SelectionStore.CurrentAsync(db, row.Task, cancellationToken) is { } selected
            && selected.ModelName == row.Name && selected.ModelVersion == row.Version)
        {
            throw new ConflictException($"The model version '{reference}' is selected for {row.Task.ToName()}; select another one first.");
        }

        if (await db.Shadows.AnyAsync(shadow => shadow.ModelName == row.Name && shadow.ModelVersion == row.Version, cancellationToken))
        {
            throw new ConflictException(
                $"The model version '{reference}' is the shadow of {row.Task.ToName()}; end that first (DELETE /selection/{row.Task.ToName()}/shadow).");
        }

        var child = await db.ModelVersions.FirstOrDefaultAsync(
            version => version.ParentName == row.Name && version.ParentVersion == row.Version, cancellationToken);
        if (child is not null)
        {
            throw new ConflictException($"The model version '{reference}' is the parent of '{child.Name}:{child.Version}'; delete that first.");
        }

        // A job that comes after the one that made this version may take it over when it starts.
        var job = await db.Jobs.FirstOrDefaultAsync(
            job => ((job.BaseModelName == row.Name && job.BaseModelVersion == row.Version)
                    || (job.BaseModelName == null && job.After != null && job.After == row.JobId))
                && JobStatuses.Unfinished.Contains(job.Status),
            cancellationToken);
        if (job is not null)
        {
            throw new ConflictException($"The model version '{reference}' is the base of job {job.Id}, which is {job.Status.ToName()}; cancel that first.");
        }

        await CheckNoJobLearnsFromAsync(db, reference, cancellationToken);
        await CheckNoReportNeedsAsync(db, row, reference, cancellationToken);
    }

    /// <summary>A teacher is a hyperparameter, and those are one text in the database.</summary>
    private static async Task CheckNoJobLearnsFromAsync(ClearsightDbContext db, ModelReference reference, CancellationToken cancellationToken)
    {
        var teacher = $"\"teacher\":\"{reference}\"";
        var job = await db.Jobs.FirstOrDefaultAsync(
            job => job.Hyperparameters.Contains(teacher)
                && JobStatuses.Unfinished.Contains(job.Status),
            cancellationToken);
        if (job is not null)
        {
            throw new ConflictException($"The model version '{reference}' is the teacher of job {job.Id}, which is {job.Status.ToName()}; cancel that first.");
        }
    }

    /// <summary>A report takes over, and compares, what its parts left.</summary>
    private static async Task CheckNoReportNeedsAsync(
        ClearsightDbContext db, ModelVersionRow row, ModelReference reference, CancellationToken cancellationToken)
    {
        var report = await db.Jobs
            .Where(report => db.Jobs.Any(part => part.Id == row.JobId && part.Parent == report.Id)
                && JobStatuses.Unfinished.Contains(report.Status))
            .FirstOrDefaultAsync(cancellationToken);
        if (report is not null)
        {
            throw new ConflictException($"The model version '{reference}' is of report {report.Id}, which is {report.Status.ToName()}; cancel that first.");
        }
    }

    private static async Task<ModelVersion?> OfJobAsync(ClearsightDbContext db, string? jobId, CancellationToken cancellationToken)
    {
        var row = jobId is null ? null : await db.ModelVersions.SingleOrDefaultAsync(version => version.JobId == jobId, cancellationToken);
        return row?.ToModel();
    }

    internal static async Task<ModelNameRow> NameAsync(ClearsightDbContext db, string name, CancellationToken cancellationToken) =>
        await db.ModelNames.AsTracking().SingleOrDefaultAsync(row => row.Name == name, cancellationToken)
        ?? db.ModelNames.Add(new ModelNameRow { Name = name }).Entity;
}
