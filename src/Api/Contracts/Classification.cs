using Clearsight.Domain.Models;
using Clearsight.Serving.Inference;

namespace Clearsight.Api.Contracts;

/// <summary>What an image may be of.</summary>
/// <param name="Predictions">The likeliest first.</param>
public sealed record Classification(
    AnsweringModel Model,
    IReadOnlyList<Prediction> Predictions,
    Preprocessing Preprocessing,
    ClassificationTiming Timing)
{
    internal static Classification Of(ClassifiedImage image) => new(
        AnsweringModel.Of(image.Model),
        image.Predictions,
        new Preprocessing(
            image.Inverted,
            image.Crop is { } crop ? new CropBox(crop.Left, crop.Top, crop.Width, crop.Height) : null,
            new ImageSize(image.Width, image.Height)),
        new ClassificationTiming(Milliseconds(image.Timing.Decode), Milliseconds(image.Timing.Queue), Milliseconds(image.Timing.Infer)));

    private static double Milliseconds(TimeSpan time) => Math.Round(time.TotalMilliseconds, 3);
}

/// <summary>The model version that answered.</summary>
/// <param name="Digest">SHA-256 of its weights, <c>sha256:…</c>.</param>
public sealed record AnsweringModel(string Name, int Version, string Digest)
{
    internal static AnsweringModel Of(ModelVersion version) => new(version.Manifest.Name, version.Version, version.Digest);
}

/// <summary>What was done to the image before the network saw it.</summary>
/// <param name="Inverted">Its negative was taken: networks are trained on light things before a dark background.</param>
/// <param name="Crop">The part that was fitted into the network's frame; null where that is all of it, as nothing can be told from its background.</param>
/// <param name="ResizedFrom">The size in which the image came, upright.</param>
public sealed record Preprocessing(bool Inverted, CropBox? Crop, ImageSize ResizedFrom);

/// <summary>Pixels of the image as it came, upright, from its upper left corner.</summary>
public sealed record CropBox(int X, int Y, int Width, int Height);

/// <summary>In pixels.</summary>
public sealed record ImageSize(int Width, int Height);

/// <summary>In milliseconds.</summary>
/// <param name="QueueMs">Waiting for a free core.</param>
/// <param name="InferMs">Preparing the pixels and running the network.</param>
public sealed record ClassificationTiming(double DecodeMs, double QueueMs, double InferMs);
