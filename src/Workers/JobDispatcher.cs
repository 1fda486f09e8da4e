using Clearsight.Domain;
using Clearsight.Domain.Jobs;
using Microsoft.Extensions.Logging;

namespace Clearsight.Workers;

/// <summary>
/// Decides what a job waits for: nothing, so that a worker may start it, its time, or the job it comes after; a report waits
/// for its parts.
/// </summary>
internal sealed class JobDispatcher(IJobStore store, HangfireJobQueue queue, TimeProvider time, ILogger<JobDispatcher> logger)
{
    /// <summary>Whether the job may start now. One whose predecessor can no longer succeed is failed here.</summary>
    public async Task<bool> MayStartAsync(TrainingJob job, CancellationToken cancellationToken) =>
        job.IsDue(time.GetUtcNow()) && await MayGoAsync(job, cancellationToken);

    /// <summary>Says "go" for a job that waits for no other, at its time.</summary>
    public async Task DispatchAsync(TrainingJob job, CancellationToken cancellationToken)
    {
        if (await MayGoAsync(job, cancellationToken))
        {
            await queue.EnqueueAsync(job);
        }
    }

    /// <summary>Starts, or fails, the jobs that were waiting for one that is finished now, or for the report it was a part of.</summary>
    public async Task DispatchAfterAsync(TrainingJob finished, CancellationToken cancellationToken)
    {
        foreach (var job in await store.ListAllAsync(new JobFilter([JobStatus.Queued], After: finished.Id), cancellationToken))
        {
            if (!job.IsReport)
            {
                await DispatchAsync(job, cancellationToken);
            }
        }

        if (finished.Parent is { } parent && await store.FindAsync(parent, cancellationToken) is { } report)
        {
            await (report.Status.IsFinished() ? DispatchAfterAsync(report, cancellationToken) : DispatchAsync(report, cancellationToken));
        }
    }

    private async Task<bool> MayGoAsync(TrainingJob job, CancellationToken cancellationToken)
    {
        if (job.IsReport)
        {
            return (await store.ReportAsync(job.Id, cancellationToken)).IsDue;
        }

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

    private async Task FailAsync(TrainingJob job, string problem, CancellationToken cancellationToken)
    {
        TrainingJob failed;
        try
        {
            failed = await store.UpdateAsync(job.Id, row => row.Fail(problem, time.GetUtcNow()), job.Attempt, cancellationToken);
        }
        catch (ConflictException conflict)
        {
            logger.LogInformation("Job {JobId} is no longer waiting: {Conflict}", job.Id, conflict.Message);
            return;
        }

        await new JobLog(store, job.Id, attempt: null, logger).ReportAsync(problem);
        await DispatchAfterAsync(failed, cancellationToken);
    }
}
