using System.Diagnostics.Metrics;
using Clearsight.Domain;
using Clearsight.Domain.Models;
using Clearsight.Serving.Models;

namespace Clearsight.Serving.Telemetry;

/// <summary>Which model versions serve, how often that changed, and how long it takes to load one.</summary>
public sealed class ModelMetrics
{
    private static readonly InstrumentAdvice<double> Seconds = new()
    {
        HistogramBucketBoundaries = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10],
    };

    private readonly Meter _meter;
    private readonly Histogram<double> _load;

    public ModelMetrics(IMeterFactory meters)
    {
        _meter = meters.Create(ServingTelemetry.Name);
        _load = _meter.CreateHistogram(
            "clearsight.model.load.duration", "s", "Loading a model version and running it once.", tags: null, Seconds);
    }

    /// <param name="failure">Why it could not be loaded.</param>
    internal void Loaded(ModelVersion model, TimeSpan duration, Exception? failure)
    {
        var tags = ServingTelemetry.Tags(model);
        _load.Record(duration.TotalSeconds, failure is null ? tags : [.. tags, new("error.type", failure.GetType().Name)]);
    }

    internal void Watch(SelectedModels selected)
    {
        _meter.CreateObservableGauge(
            "clearsight.model.ready", () => EachTask(task => selected.Find(task) is null ? 0 : 1), unit: null, "1 where a model serves the task, else 0.");
        _meter.CreateObservableGauge(
            "clearsight.model.selected", () => Selected(selected), unit: null, "1 for the model version that serves the task.");
        _meter.CreateObservableCounter(
            "clearsight.model.switches", () => EachTask(selected.Switches), "{switch}", "How often another model version took over the task since the start.");
    }

    private static IEnumerable<Measurement<long>> EachTask(Func<TaskKind, long> value) =>
        TaskKinds.All.Select(task => new Measurement<long>(value(task), ServingTelemetry.Tag(task)));

    private static IEnumerable<Measurement<int>> Selected(SelectedModels selected) =>
        TaskKinds.All.Select(selected.Find).OfType<ModelVersion>()
            .Select(model => new Measurement<int>(1, ServingTelemetry.VersionTags(model)));
}
