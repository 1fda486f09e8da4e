using System.Collections.Concurrent;
using Clearsight.Domain;
using Clearsight.Domain.Jobs;
using Clearsight.Storage.Database;
using Microsoft.EntityFrameworkCore;

namespace Clearsight.Storage.Jobs;

/// <summary>
/// Takes jobs in. All that come while a transaction is under way go into the next one together: a commit waits for the disk,
/// so that an accepted job survives a power cut, too, and one wait does for many.
/// </summary>
internal sealed class JobIntake(IDbContextFactory<ClearsightDbContext> databases, TimeProvider time) : IDisposable
{
    /// <summary>A submission waits for those that it goes with.</summary>
    private const int MostTogether = 100;

    private readonly ConcurrentQueue<Submission> _waiting = new();
    private readonly SemaphoreSlim _turn = new(1);

    /// <summary>A report and its parts: all of them, or none. There is no way back from it, hence no token.</summary>
    /// <exception cref="NotFoundException">A job that one of them comes after, or its base model, does not exist.</exception>
    public async Task AddAsync(IReadOnlyList<TrainingJob> jobs)
    {
        var own = new Submission(jobs);
        _waiting.Enqueue(own);
        await _turn.WaitAsync();
        try
        {
            // Mostly another one has taken it along.
            while (!own.Written.Task.IsCompleted)
            {
                await WriteAsync(Next());
            }
        }
        finally
        {
            _turn.Release();
        }

        await own.Written.Task;
    }

    public void Dispose() => _turn.Dispose();

    private List<Submission> Next()
    {
        var next = new List<Submission>();
        while (next.Count < MostTogether && _waiting.TryDequeue(out var submission))
        {
            next.Add(submission);
        }

        return next;
    }

    private async Task WriteAsync(IReadOnlyList<Submission> together)
    {
        try
        {
            await CommitAsync(together);
        }
        catch (DbUpdateException) when (together.Count > 1)
        {
            // One of them cannot be written (an id that is there already): it must not take the others with it.
            foreach (var submission in together.Where(submission => !submission.Written.Task.IsCompleted))
            {
                await WriteAsync([submission]);
            }
        }
        catch (Exception problem)
        {
            foreach (var submission in together)
            {
                submission.Written.TrySetException(problem);
            }
        }
    }

    private async Task CommitAsync(IReadOnlyList<Submission> together)
    {
        await using var db = await databases.CreateDbContextAsync();
        await using var transaction = await db.Database.BeginTransactionAsync();
        if (together.Any(submission => submission.Jobs.Any(job => job.BaseModel is not null || job.After is not null)))
        {
            await db.LockRegistryAsync(CancellationToken.None);
        }

        var accepted = new List<Submission>();
        foreach (var submission in together)
        {
            if (await MissingOriginAsync(db, submission.Jobs) is { } missing)
            {
                submission.Written.TrySetException(new NotFoundException(missing));
                continue;
            }

            accepted.Add(submission);
            foreach (var job in submission.Jobs)
            {
                var row = job.ToRow();
                db.Jobs.Add(row);
                JobJournal.AppendStatus(db, row, job, time.GetUtcNow());
            }
        }

        await db.SaveChangesAsync();
        await transaction.CommitAsync();
        accepted.ForEach(submission => submission.Written.TrySetResult());
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

            if (job.BaseModel is { } model
                && !await db.ModelVersions.AnyAsync(row => row.Name == model.Name && row.Version == model.Version))
            {
                return $"There is no model version '{model}' that this job could start from.";
            }
        }

        return null;
    }

    private sealed record Submission(IReadOnlyList<TrainingJob> Jobs)
    {
        public TaskCompletionSource Written { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
