using Clearsight.Domain;
using Clearsight.Domain.Jobs;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Clearsight.Workers;

/// <summary>
/// Makes the queue follow the rows, at start and then every half minute: a job that nobody runs any more is released,
/// a queued one without an entry gets one. Doing so twice is harmless, because only a queued job starts.
/// </summary>
/// <remarks>
/// Where one host holds the storage's lock, a job that is held but does not run here has lost its worker. Where hosts share
/// the rows, it has if its worker's lease has run out. Each of them sweeps for itself, so none has to live for it.
/// </remarks>
internal sealed class Reconciler(
    IJobStore store,
    HangfireJobQueue queue,
    JobDispatcher dispatcher,
    WorkerDirectory workers,
    IOptions<WorkersOptions> options,
    TimeProvider time,
    ILogger<Reconciler> logger) : BackgroundService
{
    private static readonly TimeSpan LongestInterval = TimeSpan.FromSeconds(30);

    /// <summary>The first sweep ends before the host takes requests or starts a worker.</summary>
    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        await TrySweepAsync(cancellationToken);
        await base.StartAsync(cancellationToken);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var lease = TimeSpan.FromSeconds(options.Value.LeaseSeconds);
        using var timer = new PeriodicTimer(lease < LongestInterval ? lease : LongestInterval, time);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            await TrySweepAsync(stoppingToken);
        }
    }

    private async Task TrySweepAsync(CancellationToken cancellationToken)
    {
        try
        {
            await ReleaseLostAsync(cancellationToken);
            await QueueAsync(cancellationToken);
        }
        catch (Exception problem) when (!cancellationToken.IsCancellationRequested)
        {
            // The next sweep tries again; nothing is lost meanwhile.
            logger.LogError(problem, "The queue could not be compared with the jobs");
        }
    }

    private async Task ReleaseLostAsync(CancellationToken cancellationToken)
    {
        var jobs = await store.ListAllAsync([JobStatus.Running, JobStatus.Canceling], cancellationToken);
        var isHeld = await workers.HoldersAsync(cancellationToken);
        foreach (var job in jobs)
        {
            // A report runs as long as its parts do, without a worker.
            if (job.IsReport || isHeld(job))
            {
                continue;
            }

            try
            {
                var wasHeld = false;
                var released = await store.UpdateAsync(
                    job.Id, row => (wasHeld = row.Status.IsHeld()) ? row.Release(time.GetUtcNow()) : row, job.Attempt, cancellationToken);
                if (wasHeld)
                {
                    // Otherwise it has ended since it was listed, or another host was here before.
                    await new JobLog(store, job.Id, attempt: null, logger).WarnAsync($"The worker was lost; the job is {released.Status.ToName()} now.");
                }
            }
            catch (Exception problem) when (problem is ConflictException or NotFoundException)
            {
                logger.LogInformation("Job {JobId} was not lost: {Problem}", job.Id, problem.Message);
            }
        }
    }

    private async Task QueueAsync(CancellationToken cancellationToken)
    {
        foreach (var job in await WithoutEntryAsync(cancellationToken))
        {
            if (job.Status == JobStatus.Queued || (job.IsReport && job.Status == JobStatus.Running))
            {
                await dispatcher.DispatchAsync(job, cancellationToken);
            }
        }
    }

    /// <summary>Unfinished jobs that the queue does not hold, oldest first. Of thousands that wait it is nearly always none, or the few that a host left when it stopped.</summary>
    private async Task<IEnumerable<TrainingJob>> WithoutEntryAsync(CancellationToken cancellationToken)
    {
        var (entries, unfinished) = (queue.Entries(), new JobFilter([JobStatus.Queued, JobStatus.Running]));
        var missing = (await store.IdsAsync(unfinished, cancellationToken)).Where(id => !entries.Contains(id)).Order(StringComparer.Ordinal).ToList();
        if (missing.Count > PageRequest.MaximumLimit)
        {
            return (await store.ListAllAsync(unfinished, cancellationToken)).Where(job => !entries.Contains(job.Id));
        }

        var jobs = new List<TrainingJob>();
        foreach (var id in missing)
        {
            if (await store.FindAsync(id, cancellationToken) is { } job)
            {
                jobs.Add(job);
            }
        }

        return jobs;
    }
}
