using Microsoft.Extensions.Hosting;

namespace Clearsight.Workers;

/// <summary>Signs of life of the idle workers. A busy one is beaten for by its training, so that a stuck training shows.</summary>
internal sealed class Heartbeat(WorkerRoster roster, TimeProvider time) : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(5);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Interval, time);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            roster.BeatIdle();
        }
    }
}
