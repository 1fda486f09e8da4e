using Clearsight.Domain;
using Clearsight.Serving.Models;
using Clearsight.Serving.Telemetry;

namespace Clearsight.Serving.Inference;

/// <summary>
/// From pixels as a network takes them to its outputs as they are, for callers that prepare pictures themselves. A batch
/// takes one place at the gate, as a picture does, however many images it has.
/// </summary>
public sealed class BatchInference(InferenceGate gate, InferenceMetrics metrics, TimeProvider time)
{
    /// <summary>
    /// Pixels of one run of the network. What a run holds between two layers is many times as large as its images, and that
    /// of few images stays in the processor's cache: with the models that ship, 64 images in one run take 9 to 15 % longer.
    /// </summary>
    private const int PixelsARun = 8 * 28 * 28;

    /// <param name="images">Of the model's frame, for a classifier; of any size, for a denoiser.</param>
    /// <exception cref="BusyException">As many wait already as may.</exception>
    /// <exception cref="OperationCanceledException">The client went away.</exception>
    public async Task<InferredBatch> RunAsync(ServedModel model, ImageBatch images, CancellationToken cancellationToken)
    {
        using var place = await gate.EnterAsync(cancellationToken);
        var start = time.GetTimestamp();
        using var span = ServingTelemetry.StartInfer(model, images.Count);
        var outputs = Outputs(model, images);
        try
        {
            if (model.Version.Manifest.Task == TaskKind.Denoise)
            {
                Denoise(model, images, outputs[0].Values.Memory, cancellationToken);
            }
            else
            {
                Classify(model, images, outputs[0].Values.Memory, outputs[1].Values.Memory, cancellationToken);
            }

            var inferred = time.GetElapsedTime(start);
            metrics.Inferred(model, inferred, images.Count);
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

    private static void Denoise(ServedModel model, ImageBatch images, Memory<float> cleaned, CancellationToken cancellationToken)
    {
        if (images.Width > Piece.Size || images.Height > Piece.Size)
        {
            for (var image = 0; image < images.Count; image++)
            {
                PlaneCleaning.Clean(
                    model, images.Images(image, 1), images.Width, images.Height, cleaned.Slice(image * images.Pixels, images.Pixels), cancellationToken);
            }

            return;
        }

        foreach (var (first, count) in Runs(images, cancellationToken))
        {
            model.Denoise(
                images.Images(first, count), images.Width, images.Height, cleaned.Slice(first * images.Pixels, count * images.Pixels), count);
        }
    }

    private static void Classify(
        ServedModel model, ImageBatch images, Memory<float> probabilities, Memory<float> logits, CancellationToken cancellationToken)
    {
        var classes = model.Version.Manifest.Classes.Count;
        foreach (var (first, count) in Runs(images, cancellationToken))
        {
            var part = (first * classes)..((first + count) * classes);
            model.Classify(images.Images(first, count), probabilities[part], logits[part], count);
        }
    }

    private static IEnumerable<(int First, int Count)> Runs(ImageBatch images, CancellationToken cancellationToken)
    {
        var most = Math.Max(1, PixelsARun / images.Pixels);
        for (var first = 0; first < images.Count; first += most)
        {
            cancellationToken.ThrowIfCancellationRequested();
            yield return (first, Math.Min(most, images.Count - first));
        }
    }
}
