using Clearsight.Domain.Models;
using Clearsight.Serving.Telemetry;

namespace Clearsight.Serving.Models;

/// <summary>Loads versions of the registry, and measures how long that takes.</summary>
public sealed class ModelLoader(IModelRegistry registry, ModelMetrics metrics, TimeProvider time)
{
    /// <exception cref="Exception">Those of <see cref="ServedModel.Load"/>.</exception>
    internal ModelUse Load(ModelVersion version)
    {
        using var span = ServingTelemetry.Spans.StartActivity("load model");
        var start = time.GetTimestamp();
        try
        {
            var loaded = ServedModel.Load(version, registry.PathOf(version, ModelFiles.Onnx));
            metrics.Loaded(version, time.GetElapsedTime(start), failure: null);
            return loaded;
        }
        catch (Exception failure)
        {
            metrics.Loaded(version, time.GetElapsedTime(start), failure);
            throw;
        }
    }
}
