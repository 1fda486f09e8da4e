using Clearsight.Domain.Jobs;
using Clearsight.Domain.Metrics;
using Clearsight.Learning.Training;

namespace Clearsight.Learning.Tests.Training;

/// <summary>Keeps what it hears, and asks to stop when it has been asked so many times.</summary>
internal sealed class RecordingObserver(TrainingStop stop = TrainingStop.None, int afterQuestions = 0) : ITrainingObserver
{
    private int _questions;

    public int? StartedAfter { get; private set; }
    public List<JobProgress> Progress { get; } = [];
    public List<Metric> Metrics { get; } = [];
    public List<BestEpoch> Best { get; } = [];
    public List<string> Lines { get; } = [];

    public TrainingStop StopRequested => _questions++ < afterQuestions ? TrainingStop.None : stop;

    public void Starting(int epoch) => StartedAfter = epoch;

    public void Progressed(JobProgress progress) => Progress.Add(progress);

    public void EpochEnded(IReadOnlyList<Metric> metrics, BestEpoch best)
    {
        Metrics.AddRange(metrics);
        Best.Add(best);
    }

    public void Log(string message) => Lines.Add(message);

    public IReadOnlyList<double> Values(string key) => [.. Metrics.Where(metric => metric.Key == key).Select(metric => metric.Value)];
}
