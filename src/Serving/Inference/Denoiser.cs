using Clearsight.Domain;
using Clearsight.Domain.Models;
using Clearsight.Serving.Images;
using Clearsight.Serving.Models;
using Clearsight.Serving.Shadows;
using Clearsight.Serving.Telemetry;

namespace Clearsight.Serving.Inference;

/// <summary>At which size the network sees the picture.</summary>
public enum DenoiseSize
{
    /// <summary>The picture's own.</summary>
    Native,

    /// <summary>The size of the network's training images, and back.</summary>
    Model,
}

/// <param name="Model">The model that cleaned it.</param>
/// <param name="Png">Of the same width and height; carries the model and its digest as text.</param>
public sealed record DenoisedImage(ModelVersion Model, byte[] Png, InferenceTiming Timing);

/// <summary>From the bytes of a noisy picture to those of the cleaned one.</summary>
public sealed class Denoiser(
    ServedModels models, InferenceGate gate, ImageDecoder decoder, ShadowTraffic shadows, InferenceMetrics metrics, TimeProvider time)
{
    /// <param name="image">PNG, JPEG, WebP, BMP or GIF.</param>
    /// <param name="model">The model to use instead of the selected one.</param>
    /// <exception cref="DomainException">Those of both steps.</exception>
    public async Task<DenoisedImage> DenoiseAsync(
        ReadOnlyMemory<byte> image, string? model, DenoiseSize size, CancellationToken cancellationToken)
    {
        using var use = await EnterAsync(model, cancellationToken);
        return await DenoiseAsync(image, use, size, cancellationToken);
    }

    /// <summary>The first step: the model that a request means now, for as many pictures as the caller has.</summary>
    /// <param name="model">The model to use instead of the selected one.</param>
    /// <exception cref="DomainException">Those of <see cref="ServedModels"/>.</exception>
    public Task<ModelUse> EnterAsync(string? model, CancellationToken cancellationToken) =>
        models.EnterAsync(TaskKind.Denoise, model, cancellationToken);

    /// <summary>The second step, any number of times and side by side.</summary>
    /// <param name="image">PNG, JPEG, WebP, BMP or GIF.</param>
    /// <exception cref="DomainException">Those of <see cref="InferenceGate.EnterAsync"/> and <see cref="ImageDecoder.Decode"/>.</exception>
    public async Task<DenoisedImage> DenoiseAsync(
        ReadOnlyMemory<byte> image, ModelUse use, DenoiseSize size, CancellationToken cancellationToken)
    {
        using var place = await gate.EnterAsync(cancellationToken);
        var start = time.GetTimestamp();
        using var noisy = decoder.Decode(image, cancellationToken);
        var decoded = time.GetTimestamp();
        using var cleaned = Clean(use.Model, noisy, size, cancellationToken);
        var inferred = time.GetTimestamp();
        var version = use.Model.Version;
        var png = PngEncoder.Encode(cleaned, ("Model", version.Reference.ToString()), ("Model-Digest", version.Digest));
        var timing = new InferenceTiming(
            time.GetElapsedTime(start, decoded), place.Waited, time.GetElapsedTime(decoded, inferred), time.GetElapsedTime(inferred));
        metrics.Decoded(timing.Decode);
        metrics.Inferred(use.Model, timing.Infer, images: 1);
        metrics.Encoded(timing.Encode);
        shadows.Offer(use, noisy, cleaned, size, timing.Infer);
        return new DenoisedImage(version, png, timing);
    }

    private static Picture Clean(ServedModel model, Picture noisy, DenoiseSize size, CancellationToken cancellationToken)
    {
        using var span = ServingTelemetry.StartInfer(model, images: 1);
        return ImageCleaning.At(size, model, noisy, cancellationToken);
    }
}
