using Clearsight.Domain.Jobs;
using Clearsight.Domain.Metrics;
using Clearsight.Learning.Training;

namespace Clearsight.Benchmarks.FewShot;

/// <summary>Wants nothing but the end of the training.</summary>
internal sealed class SilentObserver : ITrainingObserver
{
    public TrainingStop StopRequested => TrainingStop.None;

    public void Starting(int epoch)
    {
    }

    public void Progressed(JobProgress progress)
    {
    }

    public void EpochEnded(IReadOnlyList<Metric> metrics, BestEpoch best)
    {
    }

    public void Log(string message)
    {
    }
}
