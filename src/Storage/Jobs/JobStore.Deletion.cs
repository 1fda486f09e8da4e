using System.Globalization;
using Clearsight.Domain;
using Clearsight.Domain.Jobs;
using Clearsight.Storage.Database;
using Microsoft.EntityFrameworkCore;

namespace Clearsight.Storage.Jobs;

internal sealed partial class JobStore
{
    public async Task DeleteAsync(string id, CancellationToken cancellationToken)
    {
        List<string> moved = [];
        try
        {
            await WriteAsync(id, attempt: null, async (db, _) =>
            {
                await db.LockRegistryAsync(cancellationToken);
                var rows = await FamilyAsync(db, id, cancellationToken);
                foreach (var job in rows.Values)
                {
                    await CheckDeletableAsync(db, job, asPart: job.Id != id, cancellationToken);
                }

                db.Jobs.RemoveRange(rows.Values);
                // First out of the way, then the rows: if a host is killed in between, the next start puts back what still has one.
                moved = [.. rows.Keys];
                moved.ForEach(MoveAway);
                return moved;
            }, cancellationToken);
        }
        catch
        {
            moved.ForEach(PutBack);
            throw;
        }

        foreach (var folder in moved.Select(layout.DeletedJobFolder).Where(Directory.Exists))
        {
            Directory.Delete(folder, recursive: true);
        }

        if (bucket is not null)
        {
            foreach (var job in moved)
            {
                await bucket.RemoveAsync($"jobs/{job}/", cancellationToken);
            }
        }
    }

    private void MoveAway(string job)
    {
        var (folder, deleted) = (layout.JobFolder(job), layout.DeletedJobFolder(job));
        if (!Directory.Exists(folder))
        {
            return;
        }

        if (Directory.Exists(deleted))
        {
            // Of a deletion that came to nothing, after which the job began anew.
            Directory.Delete(deleted, recursive: true);
        }

        // Another host that starts now must not take it for one that was left.
        Directory.SetLastWriteTimeUtc(folder, time.GetUtcNow().UtcDateTime);
        Directory.Move(folder, deleted);
    }

    /// <summary>The rows stay, as it seems: so do the files. If they are gone after all, so that the answer got lost, nobody looks there.</summary>
    private void PutBack(string job)
    {
        if (Directory.Exists(layout.DeletedJobFolder(job)) && !Directory.Exists(layout.JobFolder(job)))
        {
            Directory.Move(layout.DeletedJobFolder(job), layout.JobFolder(job));
        }
    }

    /// <param name="asPart">It goes with its report.</param>
    private static async Task CheckDeletableAsync(ClearsightDbContext db, JobRow row, bool asPart, CancellationToken cancellationToken)
    {
        if (row.Parent is not null && !asPart)
        {
            throw new ConflictException($"Job {row.Id} is {row.Status.ToName()} and a part of report {row.Parent}; delete that, and its parts go with it.");
        }

        if (!row.Status.IsFinished())
        {
            throw new ConflictException($"Job {row.Id} is {row.Status.ToName()}; only a finished job can be deleted: cancel it first.");
        }

        var model = await db.ModelVersions.FirstOrDefaultAsync(version => version.JobId == row.Id, cancellationToken);
        if (model is not null)
        {
            throw new ConflictException(string.Create(CultureInfo.InvariantCulture,
                $"Job {row.Id} is {row.Status.ToName()}, and the model version {model.Name}:{model.Version} depends on it; delete that first."));
        }

        var next = await db.Jobs.FirstOrDefaultAsync(
            job => job.After == row.Id && JobStatuses.Unfinished.Contains(job.Status), cancellationToken);
        if (next is not null)
        {
            throw new ConflictException($"Job {row.Id} is {row.Status.ToName()}, and job {next.Id} comes after it; delete that first.");
        }
    }
}
