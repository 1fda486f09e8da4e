using System.Diagnostics.Metrics;
using Clearsight.Serving.Inference;
using Clearsight.Serving.Models;

namespace Clearsight.Serving.Telemetry;

/// <summary>How long pictures and batches wait and where their time goes; how full the gate is.</summary>
/// <remarks>Recording allocates nothing: most of the requests take less than a millisecond in all.</remarks>
public sealed class InferenceMetrics
{
    /// <summary>Seconds: from what an idle queue and a small network take for one image to what a large picture may take.</summary>
    private static readonly InstrumentAdvice<double> Seconds = new()
    {
        HistogramBucketBoundaries = [0.00001, 0.00005, 0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10],
    };

    private static readonly InstrumentAdvice<int> Images = new() { HistogramBucketBoundaries = [1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 1024] };

    private readonly Meter _meter;
    private readonly Histogram<double> _queue;
    private readonly Histogram<double> _decode;
    private readonly Histogram<double> _infer;
    private readonly Histogram<double> _encode;
    private readonly Histogram<int> _batch;

    public InferenceMetrics(IMeterFactory meters)
    {
        _meter = meters.Create(ServingTelemetry.Name);
        _queue = Duration("clearsight.inference.queue.duration", "How long a request waited for a place to compute.");
        _decode = Duration("clearsight.image.decode.duration", "From the bytes of a picture to its pixels.");
        _infer = Duration("clearsight.inference.duration", "Preparing the pixels of a request and running the network.");
        _encode = Duration("clearsight.image.encode.duration", "From pixels to the PNG of the answer.");
        _batch = _meter.CreateHistogram("clearsight.inference.batch.size", "{image}", "Images of one request.", tags: null, Images);
    }

    internal void Waited(TimeSpan duration) => _queue.Record(duration.TotalSeconds);

    internal void Decoded(TimeSpan duration) => _decode.Record(duration.TotalSeconds);

    internal void Inferred(ServedModel model, TimeSpan duration, int images)
    {
        _infer.Record(duration.TotalSeconds, model.Tags);
        _batch.Record(images, model.Tags);
    }

    internal void Encoded(TimeSpan duration) => _encode.Record(duration.TotalSeconds);

    /// <summary>Asked for when somebody looks, so that requests pay nothing for it.</summary>
    internal void Watch(InferenceGate gate)
    {
        _meter.CreateObservableUpDownCounter("clearsight.inference.queue.length", () => gate.Waiting, "{request}", "Requests that wait for a place.");
        _meter.CreateObservableUpDownCounter("clearsight.inference.queue.limit", () => gate.QueueLimit, "{request}", "Requests that may wait; the next one is refused.");
        _meter.CreateObservableCounter("clearsight.inference.queue.rejections", () => gate.Refused, "{request}", "Requests that were refused because the queue was full.");
        _meter.CreateObservableUpDownCounter("clearsight.inference.places.used", () => gate.Working, "{request}", "Requests that are being worked on.");
        _meter.CreateObservableUpDownCounter("clearsight.inference.places.limit", () => gate.Places, "{request}", "Requests that are worked on at the same time.");
    }

    private Histogram<double> Duration(string name, string description) => _meter.CreateHistogram(name, "s", description, tags: null, Seconds);
}
