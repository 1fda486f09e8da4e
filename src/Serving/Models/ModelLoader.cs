using Clearsight.Domain.Datasets;
using Clearsight.Domain.Models;
using Clearsight.Serving.Telemetry;

namespace Clearsight.Serving.Models;

/// <summary>Loads versions of the registry, and measures how long that takes.</summary>
public sealed class ModelLoader(IModelRegistry registry, IDatasetCatalog datasets, ModelMetrics metrics, TimeProvider time)
{
    /// <exception cref="Exception">Those of <see cref="ServedModel.Load"/>.</exception>
    internal ModelUse Load(ModelVersion version)
    {
        using var span = ServingTelemetry.Spans.StartActivity("load model");
        var start = time.GetTimestamp();
        try
        {
            // A data set may be gone when the model is still there.
            var loaded = ServedModel.Load(version, registry.PathOf(version, ModelFiles.Onnx), datasets.Find(version.Manifest.Dataset)?.Framing);
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
