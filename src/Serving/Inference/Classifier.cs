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

/// <summary>What a request is answered by, whatever is selected meanwhile: kept alive until it is disposed.</summary>
public sealed class ClassifierUse : IDisposable
{
    private readonly ModelUse? _denoiser;

    internal ClassifierUse(ModelUse classifier, ModelUse? denoiser, int top, Polarity polarity)
    {
        Classifier = classifier;
        _denoiser = denoiser;
        Top = top;
        Polarity = polarity;
    }

    public ServedModel Model => Classifier.Model;

    /// <summary>What cleans pictures first; null where nothing does.</summary>
    public ServedModel? Denoiser => _denoiser?.Model;

    /// <summary>How many of the likeliest classes are answered.</summary>
    public int Top { get; }

    public Polarity Polarity { get; }

    internal ModelUse Classifier { get; }

    public void Dispose()
    {
        Classifier.Dispose();
        _denoiser?.Dispose();
    }
}

/// <summary>From the bytes of a picture to the classes it may be of.</summary>
public sealed class Classifier(
    ServedModels models, InferenceGate gate, ImageDecoder decoder, ShadowTraffic shadows, InferenceMetrics metrics, TimeProvider time)
{
    /// <param name="image">PNG, JPEG, WebP, BMP or GIF.</param>
    /// <exception cref="DomainException">Those of both steps.</exception>
    public async Task<ClassifiedImage> ClassifyAsync(ReadOnlyMemory<byte> image, ClassifyRequest request, CancellationToken cancellationToken)
    {
        using var use = await EnterAsync(request, cancellationToken);
        return await ClassifyAsync(image, use, cancellationToken);
    }

    /// <summary>The first step: the models that the request means now, for as many pictures as the caller has.</summary>
    /// <exception cref="DomainException">Those of <see cref="ServedModels"/>.</exception>
    /// <exception cref="InvalidRequestException">More classes are asked for than there are.</exception>
    public async Task<ClassifierUse> EnterAsync(ClassifyRequest request, CancellationToken cancellationToken)
    {
        var classifier = await models.EnterAsync(TaskKind.Classify, request.Model, cancellationToken);
        ModelUse? denoiser = null;
        try
        {
            denoiser = request.Denoise ? await models.EnterAsync(TaskKind.Denoise, null, cancellationToken) : null;
            return new ClassifierUse(classifier, denoiser, Top(request, classifier.Model), request.Polarity);
        }
        catch
        {
            denoiser?.Dispose();
            classifier.Dispose();
            throw;
        }
    }

    /// <summary>The second step, any number of times and side by side.</summary>
    /// <param name="image">PNG, JPEG, WebP, BMP or GIF.</param>
    /// <exception cref="DomainException">Those of <see cref="InferenceGate.EnterAsync"/> and <see cref="ImageDecoder.Decode"/>.</exception>
    public async Task<ClassifiedImage> ClassifyAsync(ReadOnlyMemory<byte> image, ClassifierUse use, CancellationToken cancellationToken)
    {
        var classes = use.Model.Version.Manifest.Classes;
        using var place = await gate.EnterAsync(cancellationToken);
        var start = time.GetTimestamp();
        using var picture = decoder.Decode(image, cancellationToken);
        var decoded = time.GetTimestamp();
        using var span = ServingTelemetry.StartInfer(use.Model, images: 1);
        using var grey = Luma.Of(picture);
        var frame = use.Model.Frame;
        var content = ImagePreparation.Find(grey, frame);
        var inverted = ImagePreparation.Invert(grey, ref content, use.Polarity);

        // After the inversion: the denoiser, too, was trained on light things before a dark background.
        using var cleaned = use.Denoiser is not { } denoiser ? null : ImageCleaning.AtOwnSize(denoiser, grey, cancellationToken);
        if (cleaned is not null)
        {
            content = ImagePreparation.Find(cleaned, frame);
        }

        var logits = new float[classes.Count];
        using var probabilities = PooledFloats.OfLength(classes.Count);
        using var framed = PooledFloats.OfLength(frame.Width * frame.Height);
        var crop = ImagePreparation.Fit(cleaned ?? grey, content, frame, use.Model.Framing, framed.Span);
        var prepared = time.GetTimestamp();
        var images = new ImageBatch(framed, 1, frame.Height, frame.Width) { OfPictures = true };
        use.Model.Classify(framed.Memory, probabilities.Memory, logits, ofPictures: images.OfPictures);
        shadows.Offer(use.Classifier, images, probabilities, time.GetElapsedTime(prepared));
        var timing = new InferenceTiming(time.GetElapsedTime(start, decoded), place.Waited, time.GetElapsedTime(decoded), TimeSpan.Zero);
        metrics.Decoded(timing.Decode);
        metrics.Inferred(use.Model, timing.Infer, images: 1);
        return new ClassifiedImage(
            use.Model.Version, Likeliest(probabilities, logits, classes, use.Top), inverted, crop, picture.Width, picture.Height, timing);
    }

    private static int Top(ClassifyRequest request, ServedModel model)
    {
        var classes = model.Version.Manifest.Classes.Count;
        return (request.Top ?? classes) is var top && top >= 1 && top <= classes
            ? top
            : throw new InvalidRequestException("top", string.Create(
                CultureInfo.InvariantCulture, $"top must be a whole number from 1 to {classes}, the classes of {model.Reference}."));
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
