using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Clearsight.Workers;

/// <summary>Signs of life of the idle workers, told to the other hosts. A busy one is beaten for by its training, so that a stuck training shows.</summary>
internal sealed class Heartbeat(
    WorkerRoster roster, WorkerDirectory workers, IOptions<WorkersOptions> options, TimeProvider time, ILogger<Heartbeat> logger) : BackgroundService
{
    private static readonly TimeSpan LongestInterval = TimeSpan.FromSeconds(5);

    /// <summary>After the workers: they are gone when this stops.</summary>
    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        await TryAsync(workers.LeaveAsync, cancellationToken);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        // Several beats fit into a lease: one that is late costs nobody a job.
        var often = TimeSpan.FromSeconds(options.Value.LeaseSeconds / 4.0);
        using var timer = new PeriodicTimer(often < LongestInterval ? often : LongestInterval, time);
        do
        {
            roster.BeatIdle();
            await TryAsync(workers.RenewAsync, stoppingToken);
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }

    private async Task TryAsync(Func<CancellationToken, Task> tell, CancellationToken cancellationToken)
    {
        try
        {
            await tell(cancellationToken);
        }
        catch (Exception problem) when (!cancellationToken.IsCancellationRequested)
        {
            logger.LogWarning("The other hosts cannot be told of this one's workers: {Problem}", problem.Message);
        }
    }
}
