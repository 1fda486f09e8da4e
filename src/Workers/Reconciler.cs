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
                var released = await store.UpdateAsync(
                    job.Id, row => row.Status.IsHeld() ? row.Release(time.GetUtcNow()) : row, job.Attempt, cancellationToken);
                await new JobLog(store, job.Id, attempt: null, logger).WarnAsync($"The worker was lost; the job is {released.Status.ToName()} now.");
            }
            catch (Exception problem) when (problem is ConflictException or NotFoundException)
            {
                logger.LogInformation("Job {JobId} was not lost: {Problem}", job.Id, problem.Message);
            }
        }
    }

    private async Task QueueAsync(CancellationToken cancellationToken)
    {
        var entries = queue.Entries();
        foreach (var job in await store.ListAllAsync([JobStatus.Queued, JobStatus.Running], cancellationToken))
        {
            if ((job.Status == JobStatus.Queued || job.IsReport) && !entries.Contains(job.Id))
            {
                await dispatcher.DispatchAsync(job, cancellationToken);
            }
        }
    }
}
