using System.Globalization;
using Clearsight.Domain;
using Clearsight.Domain.Jobs;
using Clearsight.Storage.Database;
using Microsoft.EntityFrameworkCore;

namespace Clearsight.Storage.Jobs;

/// <summary>The rows of jobs. What a job leaves behind (metrics, events, log) is in the other parts of this class.</summary>
internal sealed partial class JobStore(
    IDbContextFactory<ClearsightDbContext> databases, StorageLayout layout, JobSignals signals, TimeProvider time) : IJobStore
{
    /// <summary>How often a write starts again because another came between; a handful of writers never needs so many.</summary>
    private const int MaximumTries = 100;

    public async Task AddAsync(TrainingJob job, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        if (job.After is { } after && !await db.Jobs.AnyAsync(row => row.Id == after, cancellationToken))
        {
            throw new NotFoundException($"There is no job '{after}' that this one could come after.");
        }

        if (job.BaseModel is { } model
            && !await db.ModelVersions.AnyAsync(row => row.Name == model.Name && row.Version == model.Version, cancellationToken))
        {
            throw new NotFoundException($"There is no model version '{model}' that this job could start from.");
        }

        var row = job.ToRow();
        db.Jobs.Add(row);
        JobJournal.AppendStatus(db, row, job, time.GetUtcNow());
        await db.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
    }

    public async Task<TrainingJob?> FindAsync(string id, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var row = await db.Jobs.Include(job => job.Tags).SingleOrDefaultAsync(job => job.Id == id, cancellationToken);
        return row?.ToJob();
    }

    public async Task<Page<TrainingJob>> ListAsync(JobFilter filter, PageRequest page, CancellationToken cancellationToken)
    {
        var limit = Cursor.CheckedLimit(page);
        var before = Cursor.Key(page, key => key.Length == 32 && key.All(char.IsAsciiHexDigitLower));
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var jobs = Matching(db, filter);
        if (before is not null)
        {
            jobs = jobs.Where(job => string.Compare(job.Id, before) < 0);
        }

        // Ids sort by time of creation.
        var rows = await jobs.Include(job => job.Tags).OrderByDescending(job => job.Id).Take(limit + 1).ToListAsync(cancellationToken);
        return Cursor.Page([.. rows.Select(row => row.ToJob())], limit, job => job.Id);
    }

    public async Task<int> CountAsync(JobFilter filter, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        return await Matching(db, filter).CountAsync(cancellationToken);
    }

    public Task<TrainingJob> UpdateAsync(string id, Func<TrainingJob, TrainingJob> change, int? attempt, CancellationToken cancellationToken) =>
        WriteAsync(id, attempt, async (db, row) =>
        {
            var before = row.ToJob();
            var after = change(before);
            if (ReferenceEquals(before, after))
            {
                return before;
            }

            row.Take(after);
            if (after.Progress is { } progress && progress != before.Progress)
            {
                await JobJournal.AppendProgressAsync(db, row, progress, cancellationToken);
            }

            if (after.Status != before.Status)
            {
                JobJournal.AppendStatus(db, row, after, time.GetUtcNow());
            }

            return after;
        }, cancellationToken);

    public async Task DeleteAsync(string id, CancellationToken cancellationToken)
    {
        await WriteAsync(id, attempt: null, async (db, row) =>
        {
            await CheckDeletableAsync(db, row, cancellationToken);
            db.Jobs.Remove(row);
            // First out of the way, then the row: whatever happens in between, the next start finds only what may go.
            if (Directory.Exists(layout.JobFolder(id)))
            {
                Directory.Move(layout.JobFolder(id), layout.DeletedJobFolder(id));
            }

            return true;
        }, cancellationToken);
        if (Directory.Exists(layout.DeletedJobFolder(id)))
        {
            Directory.Delete(layout.DeletedJobFolder(id), recursive: true);
        }
    }

    private static IQueryable<JobRow> Matching(ClearsightDbContext db, JobFilter filter)
    {
        IQueryable<JobRow> jobs = db.Jobs;
        if (filter.Statuses is { Count: > 0 } statuses)
        {
            jobs = jobs.Where(job => statuses.Contains(job.Status));
        }

        if (filter.Recipe is { } recipe)
        {
            jobs = jobs.Where(job => job.Recipe == recipe);
        }

        if (filter.Tag is var (key, value))
        {
            jobs = jobs.Where(job => job.Tags.Any(tag => tag.Key == key && tag.Value == value));
        }

        return jobs;
    }

    private static async Task CheckDeletableAsync(ClearsightDbContext db, JobRow row, CancellationToken cancellationToken)
    {
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

    /// <summary>
    /// Every write to a job that is there already. The transaction comes first: SQLite then lets one writer in at a
    /// time; a database that lets in several finds them out by the row's version.
    /// </summary>
    private async Task<T> WriteAsync<T>(
        string id, int? attempt, Func<ClearsightDbContext, JobRow, Task<T>> write, CancellationToken cancellationToken)
    {
        for (var tries = 1; ; tries++)
        {
            await using var db = await databases.CreateDbContextAsync(cancellationToken);
            try
            {
                await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
                var row = await db.Jobs.AsTracking().Include(job => job.Tags).SingleOrDefaultAsync(job => job.Id == id, cancellationToken)
                    ?? throw new NotFoundException($"There is no job '{id}'.");
                if (attempt is not null && row.Attempt != attempt)
                {
                    throw new ConflictException($"Job {id} is on attempt {row.Attempt}; attempt {attempt} is over.");
                }

                var result = await write(db, row);
                if (db.ChangeTracker.HasChanges())
                {
                    row.RowVersion++;
                    await db.SaveChangesAsync(cancellationToken);
                    await transaction.CommitAsync(cancellationToken);
                    signals.Raise(id);
                }

                return result;
            }
            catch (DbUpdateConcurrencyException) when (tries < MaximumTries)
            {
                // Somebody else was faster: again, from what is there now.
            }
        }
    }
}
