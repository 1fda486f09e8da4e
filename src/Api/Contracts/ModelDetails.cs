using Clearsight.Domain;
using Clearsight.Domain.Models;

namespace Clearsight.Api.Contracts;

/// <summary>Everything that is known of a model version.</summary>
/// <param name="Digest">SHA-256 of the weights: equal weights, equal digest.</param>
/// <param name="Selected">Whether it serves its task at this moment.</param>
/// <param name="Parent">The version here whose weights it started from: those of the encoder for a transfer, else all.</param>
/// <param name="Job">The training job that it came from; null where it did not come from one of this host.</param>
/// <param name="Origin">What an imported version was where it was trained; null for others.</param>
/// <param name="Hyperparameters">Those that mean something to the recipe, by name.</param>
/// <param name="Epoch">The epoch whose weights these are, chosen by the validation split.</param>
/// <param name="Metrics">On the validation and test splits, by key such as <c>test/accuracy</c>.</param>
/// <param name="InputShape">Batch, channels, height, width; -1 where any size goes.</param>
/// <param name="OutputShape">The same for the answer.</param>
/// <param name="Classes">Class labels by index; empty for a denoiser.</param>
/// <param name="Temperature">What a classifier's logits are divided by before they become probabilities, 1 where they are not calibrated; null for a denoiser.</param>
/// <param name="SignalRanges">The largest value of each signal that <c>model.int8.onnx</c> tells apart; empty where there is no such file.</param>
/// <param name="SizeBytes">All files together.</param>
public sealed record ModelDetails(
    string Name,
    int Version,
    string Digest,
    bool Selected,
    TaskKind Task,
    string Network,
    string Recipe,
    ModelDataset Dataset,
    ModelName? Parent,
    string? Job,
    ModelOriginDetails? Origin,
    IReadOnlyDictionary<string, object> Hyperparameters,
    int Epoch,
    IReadOnlyDictionary<string, double> Metrics,
    IReadOnlyList<int> InputShape,
    IReadOnlyList<int> OutputShape,
    IReadOnlyList<string> Classes,
    int ParameterCount,
    double? Temperature,
    IReadOnlyList<double> SignalRanges,
    long SizeBytes,
    DateTimeOffset CreatedAt,
    IReadOnlyList<ModelFile> Files)
{
    internal static ModelDetails Of(ModelVersion version, bool selected)
    {
        var manifest = version.Manifest;
        return new ModelDetails(
            manifest.Name,
            version.Version,
            version.Digest,
            selected,
            manifest.Task,
            manifest.Network,
            manifest.Recipe,
            new ModelDataset(manifest.Dataset, manifest.DatasetDigest),
            manifest.Parent is null ? null : ModelName.Of(manifest.Parent),
            manifest.JobId,
            ModelOriginDetails.Of(manifest.Origin),
            HyperparameterValues.Of(manifest.Recipe, manifest.Hyperparameters),
            manifest.Epoch,
            // JSON has no infinity, which is the PSNR of a perfect image.
            manifest.Metrics.Where(metric => double.IsFinite(metric.Value)).ToDictionary(),
            manifest.InputShape,
            manifest.OutputShape,
            manifest.Classes,
            manifest.ParameterCount,
            manifest.Task == TaskKind.Classify ? manifest.Temperature : null,
            manifest.SignalRanges,
            version.SizeBytes,
            manifest.CreatedAt,
            [.. version.Files.OrderBy(file => file.Key, StringComparer.Ordinal)
                .Select(file => new ModelFile(file.Key, file.Value, $"/models/{manifest.Name}/versions/{version.Version}/files/{file.Key}"))]);
    }
}

/// <summary>As its bundle says; none of the names need mean anything here.</summary>
/// <param name="Model">What the version is called there.</param>
/// <param name="Parent">The version there whose weights it started from.</param>
/// <param name="Job">The training job there.</param>
public sealed record ModelOriginDetails(ModelName Model, ModelName? Parent, string? Job)
{
    internal static ModelOriginDetails? Of(ModelOrigin? origin) => origin is null
        ? null
        : new ModelOriginDetails(ModelName.Of(origin.Model), origin.Parent is null ? null : ModelName.Of(origin.Parent), origin.JobId);
}

/// <param name="Digest">SHA-256 of the data set's whole content.</param>
public sealed record ModelDataset(string Name, string Digest);

/// <param name="Href">Where it can be downloaded.</param>
public sealed record ModelFile(string Name, string Digest, string Href);

/// <summary>All versions of a model.</summary>
/// <param name="Versions">Newest first.</param>
public sealed record ModelVersions(string Name, IReadOnlyList<ModelDetails> Versions);
