using System.Diagnostics;
using System.Threading.Channels;
using Clearsight.Domain.Datasets;
using Clearsight.Domain.Jobs;
using Clearsight.Domain.Metrics;
using Clearsight.Learning.Training;
using Clearsight.Storage.Artifacts;
using Clearsight.Workers.Telemetry;

namespace Clearsight.Workers;

/// <summary>
/// Carries what a training tells from its own thread to the store, in order. The training waits for the database at the end
/// of an epoch, or when it is <see cref="Backlog"/> entries ahead of it.
/// </summary>
internal sealed class JobRecorder : ITrainingObserver, IProgress<DownloadProgress>, IAsyncDisposable
{
    private const int Backlog = 64;
    private static readonly TimeSpan DownloadInterval = TimeSpan.FromSeconds(5);

    private readonly IJobStore _store;
    private readonly TrainingJob _job;
    private readonly JobWatch _watch;
    private readonly JobLog _log;
    private readonly WorkerSlot _slot;
    private readonly TrainingMetrics _metrics;
    private readonly Setbacks _setbacks;
    private readonly Activity? _attempt = Activity.Current;
    private readonly TimeProvider _time;
    private readonly BucketCheckpoints? _shared;
    private readonly Channel<Entry> _entries = Channel.CreateUnbounded<Entry>(new UnboundedChannelOptions { SingleReader = true });
    private readonly SemaphoreSlim _room = new(Backlog);
    private readonly SemaphoreSlim _epochWritten = new(0);
    private readonly Task _writing;
    private JobProgress? _progress;
    private int _epochsBefore;
    private (string? File, long Since) _download;

    /// <param name="shared">Where hosts share a bucket: checkpoints are brought up beside the training, which waits for them where it waits for the database.</param>
    public JobRecorder(
        IJobStore store,
        TrainingJob job,
        JobWatch watch,
        JobLog log,
        WorkerSlot slot,
        TrainingMetrics metrics,
        Setbacks setbacks,
        TimeProvider time,
        BucketCheckpoints? shared = null)
    {
        _shared = shared;
        (_store, _job, _watch, _log, _slot, _metrics, _setbacks, _time) = (store, job, watch, log, slot, metrics, setbacks, time);
        _writing = WriteAsync();
    }

    public TrainingStop StopRequested => _watch.Requested;

    public void Starting(int epoch)
    {
        _epochsBefore = epoch;
        // What a lost attempt wrote after its last checkpoint is measured again.
        Post(() => _store.TruncateMetricsAsync(_job.Id, _job.Attempt, epoch, CancellationToken.None));
    }

    /// <summary>Only the newest progress counts, so one that is still waiting is replaced.</summary>
    public void Progressed(JobProgress progress)
    {
        _slot.Progressed(_job.Recipe, progress);
        if (Interlocked.Exchange(ref _progress, progress) is null)
        {
            Post(WriteProgressAsync);
        }
    }

    /// <summary>
    /// Returns when it is written, or never will be. An attempt begins by telling of its checkpoint's epoch: were there a
    /// checkpoint of the next epoch when the process ends, and this epoch not written, it would be missing for good.
    /// </summary>
    public void EpochEnded(IReadOnlyList<Metric> metrics, BestEpoch best)
    {
        _slot.Beat();
        Measure(metrics);
        Post(
            async () =>
            {
                await _store.AppendMetricsAsync(_job.Id, _job.Attempt, metrics, CancellationToken.None);
                await _store.UpdateAsync(_job.Id, job => job.Improve(best), _job.Attempt, CancellationToken.None);
            },
            endsEpoch: true);
        _epochWritten.Wait();
    }

    public void CheckpointWritten(string name)
    {
        if (_shared is { } shared)
        {
            Post(() => shared.MirrorAsync(_job.Id, _job.Attempt, name, CancellationToken.None));
        }
    }

    public void Log(string message) => Post(() => _log.InformAsync(message));

    /// <summary>A download is told of when a file begins and every few seconds after that.</summary>
    public void Report(DownloadProgress value)
    {
        _slot.Beat();
        if (value.File == _download.File && _time.GetElapsedTime(_download.Since) < DownloadInterval)
        {
            return;
        }

        _download = (value.File, _time.GetTimestamp());
        var total = value.TotalBytes is { } bytes ? $" of {Megabytes(bytes)}" : "";
        Log($"Downloading {value.File}: {Megabytes(value.Bytes)}{total} MB.");
    }

    /// <summary>Returns when all that was told is written.</summary>
    /// <exception cref="Domain.ConflictException">The attempt is over: another worker has the job.</exception>
    public Task CompleteAsync()
    {
        _entries.Writer.TryComplete();
        return _writing;
    }

    /// <summary>What a training that failed told before is written all the same.</summary>
    public async ValueTask DisposeAsync()
    {
        await CompleteAsync().ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _room.Dispose();
        _epochWritten.Dispose();
    }

    /// <summary>The last epoch of the attempt before, which is told of again, was measured then.</summary>
    private void Measure(IReadOnlyList<Metric> metrics)
    {
        if (metrics[0].Epoch <= _epochsBefore)
        {
            return;
        }

        _metrics.EpochEnded(_job, _slot, metrics);
        if (_attempt is { Recorded: true })
        {
            _attempt.AddEpoch(metrics);
        }
    }

    private static string Megabytes(long bytes) => $"{bytes / 1e6:0.0}";

    private void Post(Func<Task> write, bool endsEpoch = false)
    {
        _room.Wait();
        _entries.Writer.TryWrite(new Entry(write, endsEpoch));
    }

    private async Task WriteProgressAsync()
    {
        if (Interlocked.Exchange(ref _progress, null) is { } progress)
        {
            await _store.UpdateAsync(_job.Id, job => job.Report(progress), _job.Attempt, CancellationToken.None);
        }
    }

    private async Task WriteAsync()
    {
        Exception? failure = null;
        await foreach (var entry in _entries.Reader.ReadAllAsync(CancellationToken.None))
        {
            try
            {
                await (failure is null ? WriteAsync(entry.Write) : Task.CompletedTask);
            }
            catch (Exception problem)
            {
                // What comes after would leave a gap, so it is dropped; the training stops where it can go on from.
                failure = problem;
                _watch.Request(problem is Domain.ConflictException ? TrainingStop.Cancel : TrainingStop.Checkpoint);
            }
            finally
            {
                _room.Release();
                if (entry.EndsEpoch)
                {
                    _epochWritten.Release();
                }
            }
        }

        if (failure is not null)
        {
            System.Runtime.ExceptionServices.ExceptionDispatchInfo.Throw(failure);
        }
    }

    /// <summary>A database that is away for a moment costs the training nothing.</summary>
    private async Task WriteAsync(Func<Task> write)
    {
        for (var before = 0; ; before++)
        {
            try
            {
                await write();
                return;
            }
            catch (Exception problem) when (_setbacks.IsWorthRetry(problem, before) && !_watch.Stopping.IsCancellationRequested)
            {
                await Task.Delay(_setbacks.Wait(before), _time, _watch.Stopping).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    private readonly record struct Entry(Func<Task> Write, bool EndsEpoch);
}
