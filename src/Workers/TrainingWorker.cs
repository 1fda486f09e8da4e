using System.Diagnostics;
using Clearsight.Domain;
using Clearsight.Domain.Jobs;
using Clearsight.Storage.Jobs;
using Clearsight.Workers.Telemetry;
using Hangfire;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Clearsight.Workers;

/// <summary>Takes a job from "go" to its end; a report from the end of its last part on. What Hangfire calls; the row decides whether there is anything to do.</summary>
internal sealed class TrainingWorker(
    IJobStore store,
    JobDispatcher dispatcher,
    JobTraining training,
    ReportWriter reports,
    WorkerRoster roster,
    WorkerDirectory workers,
    TrainingMetrics metrics,
    Setbacks setbacks,
    AttemptFolders folders,
    IHostApplicationLifetime lifetime,
    TimeProvider time,
    ILogger<TrainingWorker> logger)
{
    /// <summary>
    /// Never throws, and is never tried again by Hangfire: a job that failed is failed in its row, and one that was not
    /// finished is queued there, where the reconciler finds it.
    /// </summary>
    /// <param name="queue">Where Hangfire puts the entry when its time has come.</param>
    /// <param name="aborted">From Hangfire: the host has waited long enough.</param>
    [Queue("{1}")]
    [AutomaticRetry(Attempts = 0)]
    [JobDisplayName("Job {0}")]
    public async Task RunAsync(string jobId, string queue, CancellationToken aborted)
    {
        // Gives the lines of this job a trace id, which a failed job names.
        using var attempt = WorkersTelemetry.StartAttempt();
        using var scope = logger.BeginScope(new Dictionary<string, object>(StringComparer.Ordinal) { ["JobId"] = jobId });
        try
        {
            using var slot = roster.Occupy(jobId);
            // Before the row says so: from then on nobody takes the job for one without a worker.
            await workers.RenewAsync(aborted);
            if (await StartAsync(jobId, slot, aborted) is { } job && await AttemptAsync(attempt, job, slot, aborted) is { } ended)
            {
                await FollowAsync(ended, aborted);
            }
        }
        catch (Exception problem)
        {
            logger.LogError(problem, "Job {JobId} was left as its row says", jobId);
        }
    }

    /// <summary>Says "go" for the jobs that waited for this one, or for this one again, when its time comes, and tidies up after it.</summary>
    private async Task FollowAsync(TrainingJob ended, CancellationToken cancellationToken)
    {
        if (ended.Status.IsFinished())
        {
            await dispatcher.DispatchAfterAsync(ended, cancellationToken);
            folders.RemoveOutput(ended.Id, ended.Attempt);
        }
        else if (ended.Status == JobStatus.Queued && !ended.IsDue(time.GetUtcNow()))
        {
            await dispatcher.DispatchAsync(ended, cancellationToken);
        }
    }

    /// <summary>The job on its new attempt, or null where there is nothing to start.</summary>
    private async Task<TrainingJob?> StartAsync(string jobId, WorkerSlot slot, CancellationToken cancellationToken)
    {
        if (lifetime.ApplicationStopping.IsCancellationRequested)
        {
            return null;
        }

        var job = await store.FindAsync(jobId, cancellationToken);
        if (job is not { Status: JobStatus.Queued } and not { Status: JobStatus.Running, IsReport: true })
        {
            logger.LogInformation("Job {JobId} is {Status}; there is nothing to start", jobId, job?.Status.ToName() ?? "gone");
            return null;
        }

        if (!await dispatcher.MayStartAsync(job, cancellationToken))
        {
            logger.LogInformation("Job {JobId} waits for its time, or for others that have not succeeded", jobId);
            return null;
        }

        // A report runs since its first part does.
        if (job.Status == JobStatus.Running)
        {
            return job;
        }

        try
        {
            return await store.UpdateAsync(jobId, row => row.Start(slot.Name, time.GetUtcNow()), job.Attempt, cancellationToken);
        }
        catch (ConflictException conflict)
        {
            logger.LogInformation("Job {JobId} does not start: {Conflict}", jobId, conflict.Message);
            return null;
        }
    }

    /// <summary>The job as it is after the attempt, which is measured; null where it is no longer this worker's.</summary>
    private async Task<TrainingJob?> AttemptAsync(Activity attempt, TrainingJob job, WorkerSlot slot, CancellationToken aborted)
    {
        attempt.Describe(job);
        var start = time.GetTimestamp();
        var ended = await EndAsync(job, slot, aborted);
        if (ended is not null)
        {
            attempt.End(ended);
            metrics.AttemptEnded(ended, time.GetElapsedTime(start));
        }

        return ended;
    }

    /// <summary>Trains and writes how it ended; null where the job is no longer this worker's.</summary>
    private async Task<TrainingJob?> EndAsync(TrainingJob job, WorkerSlot slot, CancellationToken aborted)
    {
        var log = new JobLog(store, job.Id, job.Attempt, logger);
        Func<TrainingJob, TrainingJob> end;
        try
        {
            end = job.IsReport ? await reports.RunAsync(job, log) : await training.RunAsync(job, slot, log, aborted);
        }
        catch (DomainException problem) when (problem is not StoreAwayException)
        {
            logger.LogWarning(problem, "Job {JobId} failed", job.Id);
            end = row => row.Fail(problem.Message, time.GetUtcNow());
        }
        catch (Exception problem) when (setbacks.IsWorthRetry(problem, job.Setbacks))
        {
            logger.LogWarning(problem, "Job {JobId} had a setback that may pass", job.Id);
            end = row => row.Postpone(time.GetUtcNow() + setbacks.Wait(job.Setbacks), time.GetUtcNow());
        }
        catch (Exception problem)
        {
            logger.LogError(problem, "Job {JobId} failed", job.Id);
            end = row => row.Fail($"The job ended on an unexpected error; the host's log has it under the trace {Activity.Current?.TraceId}.", time.GetUtcNow());
        }

        try
        {
            // No token: how a job ended is written even when the host is in a hurry.
            var ended = await store.UpdateAsync(job.Id, row => end(row.Held()), job.Attempt, CancellationToken.None);
            await TellAsync(log, job, ended);
            return ended;
        }
        catch (Exception problem) when (problem is ConflictException or NotFoundException)
        {
            logger.LogWarning("Job {JobId} is no longer this worker's: {Problem}", job.Id, problem.Message);
            return null;
        }
    }

    private static Task TellAsync(JobLog log, TrainingJob begun, TrainingJob ended) => ended switch
    {
        { Problem: { } problem } => log.ReportAsync(problem),
        { Status: JobStatus.Queued } when ended.Setbacks > begun.Setbacks => log.WarnAsync(
            $"The attempt ended on an error that may pass; the host's log has it under the trace {Activity.Current?.TraceId}. The next one begins at {ended.NotBefore:O}."),
        _ => log.InformAsync($"The job is {ended.Status.ToName()}."),
    };
}
