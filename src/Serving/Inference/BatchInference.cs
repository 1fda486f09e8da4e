using Clearsight.Domain;
using Clearsight.Serving.Models;
using Clearsight.Serving.Shadows;
using Clearsight.Serving.Telemetry;

namespace Clearsight.Serving.Inference;

/// <summary>
/// From pixels as a network takes them to its outputs as they are, for callers that prepare pictures themselves. A batch
/// takes one place at the gate, as a picture does, however many images it has.
/// </summary>
public sealed class BatchInference(InferenceGate gate, ShadowTraffic shadows, InferenceMetrics metrics, TimeProvider time)
{
    /// <param name="images">Of the model's frame, for a classifier; of any size, for a denoiser.</param>
    /// <exception cref="BusyException">As many wait already as may.</exception>
    /// <exception cref="OperationCanceledException">The client went away.</exception>
    public async Task<InferredBatch> RunAsync(ModelUse use, ImageBatch images, CancellationToken cancellationToken)
    {
        var model = use.Model;
        using var place = await gate.EnterAsync(cancellationToken);
        var start = time.GetTimestamp();
        using var span = ServingTelemetry.StartInfer(model, images.Count);
        var outputs = Outputs(model, images);
        try
        {
            if (model.Version.Manifest.Task == TaskKind.Denoise)
            {
                BatchRuns.Denoise(model, images, outputs[0].Values.Memory, cancellationToken);
            }
            else
            {
                BatchRuns.Classify(model, images, outputs[0].Values.Memory, outputs[1].Values.Memory, cancellationToken);
            }

            var inferred = time.GetElapsedTime(start);
            metrics.Inferred(model, inferred, images.Count);
            shadows.Offer(use, images, outputs[0].Values, inferred);
            return new InferredBatch(model.Version, outputs, place.Waited, inferred);
        }
        catch
        {
            foreach (var output in outputs)
            {
                output.Values.Dispose();
            }

            throw;
        }
    }

    private static InferredTensor[] Outputs(ServedModel model, ImageBatch images)
    {
        var classes = model.Version.Manifest.Classes.Count;
        return model.Version.Manifest.Task == TaskKind.Denoise
            ? [Of(ModelContract.Denoised, images.Count, 1, images.Height, images.Width)]
            : [Of(ModelContract.Probabilities, images.Count, classes), Of(ModelContract.Logits, images.Count, classes)];

        static InferredTensor Of(string name, params int[] shape) =>
            new(name, shape, PooledFloats.OfLength(shape.Aggregate((product, length) => product * length)));
    }
}
