using Clearsight.Domain;
using Clearsight.Domain.Jobs;
using Clearsight.Storage.Artifacts;
using Clearsight.Storage.Jobs;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Clearsight.Workers;

/// <summary>
/// Removes what nobody needs any more, every hour: checkpoints of jobs that ended long ago, and such jobs themselves. Several
/// hosts may be at it at once: each thing goes once.
/// </summary>
internal sealed class Retention(
    IJobStore store, AttemptFolders folders, IOptions<RetentionOptions> options, TimeProvider time, ILogger<Retention> logger, BucketSweep? bucket = null)
    : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromHours(1);
    private static readonly JobStatus[] Finished = [.. Enum.GetValues<JobStatus>().Where(status => status.IsFinished())];

    /// <summary>What is older than the options say goes, now.</summary>
    public async Task SweepAsync(CancellationToken cancellationToken)
    {
        var expired = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var job in await store.ListAllAsync(Finished, cancellationToken))
        {
            if (EndedBefore(job, options.Value.CheckpointDays))
            {
                folders.RemoveCheckpoints(job.Id, job.Attempt);
                // Of a host that was killed before it had done so.
                folders.RemoveOutput(job.Id, job.Attempt);
                expired[job.Id] = job.Attempt;
            }

            // The parts of a report go with it.
            if (job.Parent is null && EndedBefore(job, options.Value.JobDays))
            {
                await DeleteAsync(job, cancellationToken);
            }
        }

        await (bucket?.RunAsync(expired, cancellationToken) ?? Task.CompletedTask);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Interval, time);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                await SweepAsync(stoppingToken);
            }
            catch (Exception problem) when (!stoppingToken.IsCancellationRequested)
            {
                logger.LogError(problem, "What is old could not be removed; the next try is in an hour");
            }
        }
    }

    private bool EndedBefore(TrainingJob job, int days) => days > 0 && job.FinishedAt < time.GetUtcNow().AddDays(-days);

    private async Task DeleteAsync(TrainingJob job, CancellationToken cancellationToken)
    {
        try
        {
            await store.DeleteAsync(job.Id, cancellationToken);
            logger.LogInformation("Job {JobId} ended at {FinishedAt} and was removed", job.Id, job.FinishedAt);
        }
        catch (Exception problem) when (problem is ConflictException or NotFoundException)
        {
            // A model or another job depends on it, or another host was first.
            logger.LogDebug("Job {JobId} stays: {Problem}", job.Id, problem.Message);
        }
    }
}
