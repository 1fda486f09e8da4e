using Clearsight.Domain.Datasets;
using Clearsight.Domain.Models;
using Clearsight.Serving.Inference;
using Clearsight.Serving.Telemetry;
using Microsoft.Extensions.Options;

namespace Clearsight.Serving.Models;

/// <summary>Loads versions of the registry, and measures how long that takes.</summary>
public sealed class ModelLoader(
    IModelRegistry registry, IDatasetCatalog datasets, IOptions<InferenceOptions> options, ModelMetrics metrics, TimeProvider time)
{
    /// <exception cref="Exception">Those of <see cref="ServedModel.Load"/> and of <see cref="IModelRegistry.PathOfAsync"/>.</exception>
    internal async Task<ModelUse> LoadAsync(ModelVersion version, CancellationToken cancellationToken)
    {
        using var span = ServingTelemetry.Spans.StartActivity("load model");
        var start = time.GetTimestamp();
        try
        {
            var path = await registry.PathOfAsync(version, ModelFiles.Onnx, cancellationToken);
            var quantizedPath = options.Value.Quantized && version.Files.ContainsKey(ModelFiles.QuantizedOnnx)
                ? await registry.PathOfAsync(version, ModelFiles.QuantizedOnnx, cancellationToken)
                : null;
            // A data set may be gone when the model is still there.
            var loaded = ServedModel.Load(version, path, datasets.Find(version.Manifest.Dataset)?.Framing, quantizedPath);
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
