using System.Globalization;
using Clearsight.Domain.Jobs;
using Clearsight.Domain.Metrics;
using Clearsight.Learning.Training;

namespace Clearsight.Benchmarks.Recipes;

/// <summary>Writes a line an epoch: the seconds since the start and the epoch's metrics.</summary>
internal sealed class EpochLog(TimeProvider time, ulong seed) : ITrainingObserver
{
    private readonly long _started = time.GetTimestamp();

    public TrainingStop StopRequested => TrainingStop.None;

    public void Starting(int epoch)
    {
    }

    public void Progressed(JobProgress progress)
    {
    }

    public void EpochEnded(IReadOnlyList<Metric> metrics, BestEpoch best)
    {
        var values = metrics.Select(metric => string.Create(CultureInfo.InvariantCulture, $"{metric.Key} {metric.Value:0.#####}"));
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"  seed {seed}, {time.GetElapsedTime(_started).TotalSeconds:0.0} s, epoch {metrics[0].Epoch}: {string.Join(", ", values)}"));
    }

    public void Log(string message)
    {
    }
}
