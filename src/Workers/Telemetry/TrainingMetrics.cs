using System.Diagnostics.Metrics;
using Clearsight.Domain.Jobs;
using Clearsight.Domain.Metrics;

namespace Clearsight.Workers.Telemetry;

/// <summary>How trainings go and how they end.</summary>
internal sealed class TrainingMetrics
{
    /// <summary>Seconds to days.</summary>
    private static readonly InstrumentAdvice<double> Seconds = new()
    {
        HistogramBucketBoundaries = [1, 5, 15, 60, 300, 900, 3600, 3 * 3600, 6 * 3600, 12 * 3600, 24 * 3600],
    };

    private readonly Gauge<double> _loss;
    private readonly Counter<long> _epochs;
    private readonly Histogram<double> _attempts;

    public TrainingMetrics(IMeterFactory meters, WorkerRoster roster)
    {
        var meter = meters.Create(WorkersTelemetry.Name);
        _loss = meter.CreateGauge<double>("clearsight.training.loss", unit: null, "Of the last epoch, by split.");
        _epochs = meter.CreateCounter<long>("clearsight.training.epochs", "{epoch}", "Epochs that ended.");
        _attempts = meter.CreateHistogram("clearsight.training.attempt.duration", "s", "Attempts at trainings, by the job's status after them.", tags: null, Seconds);
        meter.CreateObservableGauge(
            "clearsight.training.throughput", () => Each(roster, progress => progress.ImagesPerSecond ?? 0), "{image}/s",
            "Training images a second over the last few seconds, of the trainings under way.");
        meter.CreateObservableGauge(
            "clearsight.training.progress", () => Each(roster, progress => progress.Fraction), unit: null,
            "The share of its steps that a training under way has done, 0 to 1.");
    }

    public void EpochEnded(TrainingJob job, WorkerSlot worker, IReadOnlyList<Metric> metrics)
    {
        _epochs.Add(1, new KeyValuePair<string, object?>(WorkersTelemetry.RecipeKey, job.Recipe));
        foreach (var metric in metrics.Where(metric => metric.Key is MetricKeys.TrainLoss or MetricKeys.ValidationLoss))
        {
            _loss.Record(
                metric.Value,
                new(WorkersTelemetry.RecipeKey, job.Recipe),
                new("clearsight.split", metric.Key == MetricKeys.TrainLoss ? "train" : "validation"),
                new(WorkersTelemetry.WorkerKey, worker.Name));
        }
    }

    /// <param name="job">As it is after the attempt.</param>
    public void AttemptEnded(TrainingJob job, TimeSpan duration) => _attempts.Record(
        duration.TotalSeconds,
        new(WorkersTelemetry.RecipeKey, job.Recipe),
        new("clearsight.job.status", job.Status.ToName()));

    private static IEnumerable<Measurement<double>> Each(WorkerRoster roster, Func<JobProgress, double> value) =>
        from slot in roster.Slots
        let training = slot.Training
        where training is not null
        select new Measurement<double>(
            value(training.Progress),
            new KeyValuePair<string, object?>(WorkersTelemetry.RecipeKey, training.Recipe),
            new KeyValuePair<string, object?>(WorkersTelemetry.WorkerKey, slot.Name));
}
