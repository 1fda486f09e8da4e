using Clearsight.Domain.Jobs;
using Clearsight.Domain.Metrics;
using Clearsight.Learning.Training;

namespace Clearsight.Benchmarks.Training.Contestants;

/// <summary>
/// Counts the steps of a training between its reports, each of which comes right after a step, and stops it when the
/// time is over. What lies between two epochs (evaluation, checkpoint) does not count, nor does the warm-up.
/// </summary>
internal sealed class SpeedWatch(TimeProvider time, TimeSpan duration) : ITrainingObserver
{
    // At least one step, and as long as a new training takes to have all its memory.
    private static readonly TimeSpan WarmUp = TimeSpan.FromMilliseconds(500);

    private long _started;
    private (JobProgress Progress, long At)? _last;
    private long _steps;
    private TimeSpan _elapsed;

    public double StepsPerSecond => _steps / _elapsed.TotalSeconds;

    public TrainingStop StopRequested => _elapsed < duration ? TrainingStop.None : TrainingStop.Cancel;

    public void Starting(int epoch) => _started = time.GetTimestamp();

    public void Progressed(JobProgress progress)
    {
        var now = time.GetTimestamp();
        if (_last is { } last && last.Progress.Epoch == progress.Epoch)
        {
            _steps += progress.Step - last.Progress.Step;
            _elapsed += time.GetElapsedTime(last.At, now);
        }

        if (time.GetElapsedTime(_started, now) >= WarmUp)
        {
            _last = (progress, now);
        }
    }

    public void EpochEnded(IReadOnlyList<Metric> metrics, BestEpoch best)
    {
    }

    public void Log(string message)
    {
    }
}
