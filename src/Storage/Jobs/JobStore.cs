using Clearsight.Domain;
using Clearsight.Domain.Jobs;
using Clearsight.Storage.Artifacts;
using Clearsight.Storage.Database;
using Microsoft.EntityFrameworkCore;

namespace Clearsight.Storage.Jobs;

/// <summary>The rows of jobs. What a job leaves behind (metrics, events, log), reports and deletion are in the other parts of this class.</summary>
internal sealed partial class JobStore(
    IDbContextFactory<ClearsightDbContext> databases, JobIntake intake, StorageLayout layout, JobSignals signals, TimeProvider time, ArtifactBucket? bucket = null) : IJobStore
{
    /// <summary>How often a write starts again because another came between; a handful of writers never needs so many.</summary>
    private const int MaximumTries = 100;

    public Task AddAsync(IReadOnlyList<TrainingJob> jobs, CancellationToken cancellationToken) => intake.AddAsync(jobs);

    public async Task<TrainingJob?> FindAsync(string id, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var row = await db.Jobs.Include(job => job.Tags).SingleOrDefaultAsync(job => job.Id == id, cancellationToken);
        return row?.ToJob();
    }

    public async Task<Page<TrainingJob>> ListAsync(JobFilter filter, PageRequest page, CancellationToken cancellationToken)
    {
        var limit = Cursor.CheckedLimit(page);
        var before = Cursor.Key(page, TrainingJob.IsId);
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

    public async Task<IReadOnlyList<string>> IdsAsync(JobFilter filter, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        return await Matching(db, filter).Select(job => job.Id).ToListAsync(cancellationToken);
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

            await TakeAsync(db, row, after, cancellationToken);
            return after.IsReport || after.Parent is not null ? await SettleAsync(db, after, cancellationToken) : after;
        }, cancellationToken);

    private async Task TakeAsync(ClearsightDbContext db, JobRow row, TrainingJob job, CancellationToken cancellationToken)
    {
        var before = row.ToJob();
        row.Take(job);
        if (job.Progress is { } progress && progress != before.Progress)
        {
            await JobJournal.AppendProgressAsync(db, row, progress, cancellationToken);
        }

        if (job.Status != before.Status)
        {
            JobJournal.AppendStatus(db, row, job, time.GetUtcNow());
            JobJournal.TellReport(db, job, time.GetUtcNow());
        }
    }

    private static void CheckAttempt(string id, int? attempt, int present)
    {
        if (attempt is not null && present != attempt)
        {
            throw new ConflictException($"Job {id} is on attempt {present}; attempt {attempt} is over.");
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

        if (filter.After is { } after)
        {
            jobs = jobs.Where(job => job.After == after);
        }

        if (filter.Tag is var (key, value))
        {
            jobs = jobs.Where(job => job.Tags.Any(tag => tag.Key == key && tag.Value == value));
        }

        return jobs;
    }

    /// <summary>
    /// Every write to a job that is there already. The transaction and the lock come first, so that one writer is at it at a
    /// time; should two be, the row's version finds them out.
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
                await db.LockJobAsync(id, cancellationToken);
                var row = await db.Jobs.AsTracking().Include(job => job.Tags).SingleOrDefaultAsync(job => job.Id == id, cancellationToken)
                    ?? throw new NotFoundException($"There is no job '{id}'.");
                CheckAttempt(id, attempt, row.Attempt);
                var result = await write(db, row);
                if (db.ChangeTracker.HasChanges())
                {
                    // Beside the row itself, those of its report or its parts.
                    var written = db.ChangeTracker.Entries<JobRow>().Where(entry => entry.State != EntityState.Unchanged).Select(entry => entry.Entity).Append(row).Distinct().ToList();
                    written.ForEach(job => job.RowVersion++);
                    await db.SaveChangesAsync(cancellationToken);
                    foreach (var job in written)
                    {
                        await db.TellAsync(HostNews.Job, job.Id, cancellationToken);
                    }

                    await transaction.CommitAsync(cancellationToken);
                    written.ForEach(job => signals.Raise(job.Id));
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
