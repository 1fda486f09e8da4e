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
        var deleted = await WriteAsync(id, attempt: null, async (db, row) =>
        {
            await db.LockRegistryAsync(cancellationToken);
            var rows = await FamilyAsync(db, id, cancellationToken);
            foreach (var job in rows.Values)
            {
                await CheckDeletableAsync(db, job, asPart: job.Id != id, cancellationToken);
            }

            db.Jobs.RemoveRange(rows.Values);
            // First out of the way, then the rows: whatever happens in between, the next start finds only what may go.
            foreach (var folder in rows.Keys.Where(job => Directory.Exists(layout.JobFolder(job))))
            {
                Directory.Move(layout.JobFolder(folder), layout.DeletedJobFolder(folder));
            }

            return rows.Keys;
        }, cancellationToken);
        foreach (var folder in deleted.Select(layout.DeletedJobFolder).Where(Directory.Exists))
        {
            Directory.Delete(folder, recursive: true);
        }

        if (bucket is not null)
        {
            foreach (var job in deleted)
            {
                await bucket.RemoveAsync($"jobs/{job}/", cancellationToken);
            }
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
            job => job.After == row.Id && (job.Status == JobStatus.Queued || job.Status == JobStatus.Paused
                || job.Status == JobStatus.Running || job.Status == JobStatus.Canceling),
            cancellationToken);
        if (next is not null)
        {
            throw new ConflictException($"Job {row.Id} is {row.Status.ToName()}, and job {next.Id} comes after it; delete that first.");
        }
    }
}
