using System.Globalization;
using Clearsight.Domain;
using Clearsight.Domain.Metrics;
using Clearsight.Domain.Models;
using Clearsight.Serving.Images;
using Clearsight.Serving.Models;
using Clearsight.Serving.Shadows;
using Clearsight.Serving.Telemetry;
using SkiaSharp;

namespace Clearsight.Serving.Inference;

/// <param name="Model">The classifier to use instead of the selected one.</param>
/// <param name="Top">How many of the likeliest classes to answer; null for all.</param>
/// <param name="Denoise">Clean the picture with the selected denoiser first.</param>
public sealed record ClassifyRequest(string? Model = null, int? Top = null, bool Denoise = false, Polarity Polarity = Polarity.Auto);

/// <param name="Index">The class, as the network numbers them.</param>
/// <param name="Probability">Calibrated: how often such an answer is right, as far as the validation images tell.</param>
/// <param name="Uncalibrated">The same without the model's temperature, which is mostly too sure of itself.</param>
public sealed record Prediction(string Label, int Index, float Probability, float Uncalibrated);

/// <param name="Predictions">The likeliest first.</param>
/// <param name="Inverted">The picture's negative was classified.</param>
/// <param name="Crop">The part that was fitted into the network's frame; null where that is all of it.</param>
/// <param name="Width">Of the picture as it came, upright.</param>
public sealed record ClassifiedImage(
    ModelVersion Model, IReadOnlyList<Prediction> Predictions, bool Inverted, SKRectI? Crop, int Width, int Height, InferenceTiming Timing);

/// <summary>From the bytes of a picture to the classes it may be of.</summary>
public sealed class Classifier(
    ServedModels models, InferenceGate gate, ImageDecoder decoder, ShadowTraffic shadows, InferenceMetrics metrics, TimeProvider time)
{
    /// <param name="image">PNG, JPEG, WebP, BMP or GIF.</param>
    /// <exception cref="DomainException">Those of <see cref="ServedModels"/>, <see cref="InferenceGate.EnterAsync"/> and <see cref="ImageDecoder.Decode"/>.</exception>
    /// <exception cref="InvalidRequestException">More classes are asked for than there are.</exception>
    public async Task<ClassifiedImage> ClassifyAsync(ReadOnlyMemory<byte> image, ClassifyRequest request, CancellationToken cancellationToken)
    {
        using var use = await models.EnterAsync(TaskKind.Classify, request.Model, cancellationToken);
        using var denoiser = request.Denoise ? await models.EnterAsync(TaskKind.Denoise, null, cancellationToken) : null;
        var classes = use.Model.Version.Manifest.Classes;
        var top = request.Top ?? classes.Count;
        if (top < 1 || top > classes.Count)
        {
            throw new InvalidRequestException("top", string.Create(
                CultureInfo.InvariantCulture, $"top must be a whole number from 1 to {classes.Count}, the classes of {use.Model.Reference}."));
        }

        using var place = await gate.EnterAsync(cancellationToken);
        var start = time.GetTimestamp();
        using var picture = decoder.Decode(image, cancellationToken);
        var decoded = time.GetTimestamp();
        using var span = ServingTelemetry.StartInfer(use.Model, images: 1);
        using var grey = Luma.Of(picture);
        var inverted = ImagePreparation.Invert(grey, request.Polarity);

        // After the inversion: the denoiser, too, was trained on light things before a dark background.
        using var cleaned = denoiser is null ? null : ImageCleaning.AtOwnSize(denoiser.Model, grey, cancellationToken);
        var (frame, logits) = (use.Model.Frame, new float[classes.Count]);
        using var probabilities = PooledFloats.OfLength(classes.Count);
        using var framed = PooledFloats.OfLength(frame.Width * frame.Height);
        var crop = ImagePreparation.Fit(cleaned ?? grey, frame, framed.Span);
        var prepared = time.GetTimestamp();
        use.Model.Classify(framed.Memory, probabilities.Memory, logits);
        shadows.Offer(use, new ImageBatch(framed, 1, frame.Height, frame.Width), probabilities, time.GetElapsedTime(prepared));
        var timing = new InferenceTiming(time.GetElapsedTime(start, decoded), place.Waited, time.GetElapsedTime(decoded), TimeSpan.Zero);
        metrics.Decoded(timing.Decode);
        metrics.Inferred(use.Model, timing.Infer, images: 1);
        return new ClassifiedImage(
            use.Model.Version, Likeliest(probabilities, logits, classes, top), inverted, crop, picture.Width, picture.Height, timing);
    }

    /// <summary>
    /// By logits, which no temperature brings out of order; where a float no longer tells two small probabilities apart
    /// they still do. Equal ones stay in the order of their classes.
    /// </summary>
    private static List<Prediction> Likeliest(PooledFloats probabilities, float[] logits, IReadOnlyList<string> classes, int top)
    {
        var uncalibrated = new double[logits.Length];
        Probabilities.Softmax(logits, temperature: 1, uncalibrated);
        return [.. Enumerable.Range(0, logits.Length).OrderByDescending(index => logits[index]).Take(top)
            .Select(index => new Prediction(classes[index], index, probabilities.Span[index], (float)uncalibrated[index]))];
    }
}
