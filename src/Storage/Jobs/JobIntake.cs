using Clearsight.Domain;
using Clearsight.Domain.Jobs;
using Clearsight.Domain.Models;
using Clearsight.Storage.Database;
using Microsoft.EntityFrameworkCore;

namespace Clearsight.Storage.Jobs;

/// <summary>Takes jobs in, those that come together in one transaction.</summary>
internal sealed class JobIntake
{
    private readonly IDbContextFactory<ClearsightDbContext> _databases;
    private readonly TimeProvider _time;
    private readonly WrittenTogether<IReadOnlyList<TrainingJob>> _together;

    public JobIntake(IDbContextFactory<ClearsightDbContext> databases, TimeProvider time)
    {
        (_databases, _time) = (databases, time);
        // On a thread of its own: SQLite writes without ever giving back the caller's, who would write for all that come meanwhile.
        _together = new WrittenTogether<IReadOnlyList<TrainingJob>>(together => Task.Run(() => WriteAsync(together)));
    }

    /// <summary>A report and its parts: all of them, or none. There is no way back from it, hence no token.</summary>
    /// <exception cref="NotFoundException">A job that one of them comes after, or its base model, does not exist.</exception>
    public Task AddAsync(IReadOnlyList<TrainingJob> jobs) => _together.AddAsync(jobs);

    private async Task WriteAsync(IReadOnlyList<Written<IReadOnlyList<TrainingJob>>> together)
    {
        try
        {
            await CommitAsync(together);
        }
        catch (DbUpdateException) when (together.Count > 1)
        {
            // One of them cannot be written (an id that is there already): it must not take the others with it.
            foreach (var submission in together.Where(submission => !submission.IsAnswered))
            {
                await WriteAloneAsync(submission);
            }
        }
    }

    private async Task WriteAloneAsync(Written<IReadOnlyList<TrainingJob>> submission)
    {
        try
        {
            await CommitAsync([submission]);
            submission.Succeed();
        }
        catch (Exception problem)
        {
            submission.Fail(problem);
        }
    }

    private async Task CommitAsync(IReadOnlyList<Written<IReadOnlyList<TrainingJob>>> together)
    {
        await using var db = await _databases.CreateDbContextAsync();
        // What fails here is begun anew, so there is nothing to go back to within it.
        db.Database.AutoSavepointsEnabled = false;
        await using var transaction = await db.Database.BeginTransactionAsync();
        if (together.Any(submission => submission.Item.Any(job => job.BaseModel is not null || job.After is not null || job.Hyperparameters.Teacher.Length > 0)))
        {
            await db.LockRegistryAsync(CancellationToken.None);
        }

        foreach (var submission in together)
        {
            if (await MissingOriginAsync(db, submission.Item) is { } missing)
            {
                submission.Fail(new NotFoundException(missing));
                continue;
            }

            foreach (var job in submission.Item)
            {
                var row = job.ToRow();
                db.Jobs.Add(row);
                JobJournal.AppendStatus(db, row, job, _time.GetUtcNow());
            }
        }

        await db.SaveChangesAsync();
        await transaction.CommitAsync();
    }

    /// <returns>What one of the jobs starts from and is not there, as a sentence.</returns>
    private static async Task<string?> MissingOriginAsync(ClearsightDbContext db, IReadOnlyList<TrainingJob> jobs)
    {
        foreach (var job in jobs)
        {
            if (job.After is { } after && !jobs.Any(other => other.Id == after) && !await db.Jobs.AnyAsync(row => row.Id == after))
            {
                return $"There is no job '{after}' that this one could come after.";
            }

            if (job.BaseModel is { } model && !await ExistsAsync(db, model))
            {
                return $"There is no model version '{model}' that this job could start from.";
            }

            if (job.Hyperparameters.Teacher is { Length: > 0 } teacher && !await ExistsAsync(db, ModelReference.Parse(teacher)))
            {
                return $"There is no model version '{teacher}' that this job could learn from.";
            }
        }

        return null;
    }

    private static Task<bool> ExistsAsync(ClearsightDbContext db, ModelReference model) =>
        db.ModelVersions.AnyAsync(row => row.Name == model.Name && row.Version == model.Version);
}
