using Clearsight.Domain;
using Clearsight.Domain.Jobs;
using Microsoft.Extensions.Logging;

namespace Clearsight.Workers;

/// <summary>Decides what a queued job waits for: nothing, so that a worker may start it, or the job it comes after.</summary>
internal sealed class JobDispatcher(IJobStore store, HangfireJobQueue queue, TimeProvider time, ILogger<JobDispatcher> logger)
{
    /// <summary>Whether the job may start now. One whose predecessor can no longer succeed is failed here.</summary>
    public async Task<bool> MayStartAsync(TrainingJob job, CancellationToken cancellationToken)
    {
        if (job.After is null)
        {
            return true;
        }

        var predecessor = await store.FindAsync(job.After, cancellationToken);
        if (predecessor?.Status == JobStatus.Succeeded)
        {
            return true;
        }

        if (predecessor is null || predecessor.Status.IsFinished())
        {
            var fate = predecessor is null ? "no longer exists" : predecessor.Status == JobStatus.Failed ? "failed" : "was canceled";
            await FailAsync(job, $"Job {job.After}, which this one comes after, {fate}.", cancellationToken);
        }

        return false;
    }

    /// <summary>Says "go" for a queued job that may start.</summary>
    public async Task DispatchAsync(TrainingJob job, CancellationToken cancellationToken)
    {
        if (await MayStartAsync(job, cancellationToken))
        {
            queue.Enqueue(job.Id);
        }
    }

    /// <summary>Starts, or fails, the jobs that were waiting for one that is finished now.</summary>
    public async Task DispatchAfterAsync(string finishedJobId, CancellationToken cancellationToken)
    {
        foreach (var job in await store.ListAllAsync([JobStatus.Queued], cancellationToken))
        {
            if (job.After == finishedJobId)
            {
                await DispatchAsync(job, cancellationToken);
            }
        }
    }

    private async Task FailAsync(TrainingJob job, string problem, CancellationToken cancellationToken)
    {
        try
        {
            await store.UpdateAsync(job.Id, row => row.Fail(problem, time.GetUtcNow()), job.Attempt, cancellationToken);
        }
        catch (ConflictException conflict)
        {
            logger.LogInformation("Job {JobId} is no longer waiting: {Conflict}", job.Id, conflict.Message);
            return;
        }

        await new JobLog(store, job.Id, logger).ReportAsync(problem);
        await DispatchAfterAsync(job.Id, cancellationToken);
    }
}
