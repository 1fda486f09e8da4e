using Clearsight.Domain.Jobs;
using Clearsight.Domain.Metrics;
using Clearsight.Learning.Training;

namespace Clearsight.Benchmarks.TrainingThroughput;

/// <summary>Listens to a training for a while, then stops it.</summary>
internal sealed class SpeedWatch(TimeProvider time, TimeSpan duration) : ITrainingObserver
{
    private static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(5);

    private readonly List<double> _speeds = [];
    private long _started;

    public TrainingStop StopRequested => time.GetElapsedTime(_started) < WarmUp + duration ? TrainingStop.None : TrainingStop.Cancel;

    public void Starting(int epoch) => _started = time.GetTimestamp();

    public void Progressed(JobProgress progress)
    {
        if (progress.ImagesPerSecond is { } speed && time.GetElapsedTime(_started) > WarmUp)
        {
            _speeds.Add(speed);
        }
    }

    public void EpochEnded(IReadOnlyList<Metric> metrics, BestEpoch best)
    {
    }

    public void Log(string message)
    {
    }

    public (double Mean, double Deviation) Summary()
    {
        var mean = _speeds.Average();
        return (mean, Math.Sqrt(_speeds.Average(speed => (speed - mean) * (speed - mean))));
    }
}
