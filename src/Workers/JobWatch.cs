using Clearsight.Domain.Jobs;
using Clearsight.Learning.Training;
using Microsoft.Extensions.Logging;

namespace Clearsight.Workers;

/// <summary>
/// Tells a running job when to stop: on the word of its row, which is read at least twice a second and at once after
/// a change in this process, or because the host is stopping.
/// </summary>
internal sealed class JobWatch : IAsyncDisposable
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(0.5);

    private readonly IJobStore _store;
    private readonly TrainingJob _job;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly CancellationTokenSource _stopping = new();
    private readonly CancellationTokenSource _over = new();
    private readonly CancellationTokenRegistration _hostStopping;
    private readonly Task _watching;
    private int _requested;

    public JobWatch(IJobStore store, TrainingJob job, TimeProvider time, ILogger logger, CancellationToken hostStopping)
    {
        (_store, _job, _time, _logger) = (store, job, time, logger);
        _hostStopping = hostStopping.Register(() => Request(TrainingStop.Checkpoint));
        _watching = WatchAsync();
    }

    /// <summary>The strongest stop that was asked for so far.</summary>
    public TrainingStop Requested => (TrainingStop)Volatile.Read(ref _requested);

    /// <summary>Canceled at the first request to stop, for work that leaves nothing to go on from.</summary>
    public CancellationToken Stopping => _stopping.Token;

    public void Request(TrainingStop stop)
    {
        // A pause that turns into a cancellation needs no checkpoint; a cancellation stays one.
        if (stop == TrainingStop.Cancel)
        {
            Volatile.Write(ref _requested, (int)TrainingStop.Cancel);
        }
        else
        {
            Interlocked.CompareExchange(ref _requested, (int)stop, (int)TrainingStop.None);
        }

        _stopping.Cancel();
    }

    public async ValueTask DisposeAsync()
    {
        await _hostStopping.DisposeAsync();
        await _over.CancelAsync();
        await _watching;
        _over.Dispose();
        _stopping.Dispose();
    }

    private async Task WatchAsync()
    {
        while (!_over.IsCancellationRequested)
        {
            try
            {
                // Listening before reading: a change between the two is not slept through.
                var change = _store.WaitForChangeAsync(_job.Id, Interval, _over.Token);
                Obey(await _store.FindAsync(_job.Id, _over.Token));
                await change;
            }
            catch (OperationCanceledException) when (_over.IsCancellationRequested)
            {
                return;
            }
            catch (Exception problem)
            {
                // A row that cannot be read now is no reason to stop a training that goes well.
                _logger.LogWarning(problem, "Job {JobId} cannot be read", _job.Id);
                await Task.Delay(Interval, _time, _over.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    private void Obey(TrainingJob? row)
    {
        if (row is null || row.Attempt != _job.Attempt || !row.Status.IsHeld() || row.Status == JobStatus.Canceling)
        {
            Request(TrainingStop.Cancel);
        }
        else if (row.PauseRequested)
        {
            Request(TrainingStop.Checkpoint);
        }
    }
}
