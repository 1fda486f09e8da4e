using Clearsight.Domain;
using Clearsight.Domain.Jobs;
using Clearsight.Storage.Database;
using Microsoft.EntityFrameworkCore;

namespace Clearsight.Storage.Jobs;

/// <summary>Keeps out a worker that was taken for lost, in the transaction of what it wants to write.</summary>
internal static class Fence
{
    /// <summary>The job stays on its attempt until the transaction ends.</summary>
    /// <exception cref="ConflictException">The attempt is over: the job was given back, or another worker has it.</exception>
    public static async Task PassAsync(ClearsightDbContext db, JobAttempt? attempt, CancellationToken cancellationToken)
    {
        if (attempt is null)
        {
            return;
        }

        await db.LockJobAsync(attempt.JobId, cancellationToken);
        var job = await db.Jobs.Where(job => job.Id == attempt.JobId).Select(job => new { job.Attempt, job.Status }).SingleOrDefaultAsync(cancellationToken)
            ?? throw new ConflictException($"There is no job '{attempt.JobId}' any more.");
        Check(attempt.JobId, attempt.Number, job.Attempt, job.Status);
    }

    /// <inheritdoc cref="PassAsync"/>
    public static void Check(string jobId, int attempt, int present, JobStatus status)
    {
        if (attempt != present || !status.IsHeld())
        {
            throw new ConflictException($"Job {jobId} is {status.ToName()} on attempt {present}; attempt {attempt} is over.");
        }
    }
}
