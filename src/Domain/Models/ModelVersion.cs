namespace Clearsight.Domain.Models;

/// <summary>A trained network, registered. It never changes.</summary>
/// <param name="Digest">SHA-256 of <c>model.safetensors</c>, <c>sha256:…</c>: equal weights, equal digest.</param>
/// <param name="Files">The digest of each file of the version, by file name.</param>
public sealed record ModelVersion(int Version, string Digest, long SizeBytes, IReadOnlyDictionary<string, string> Files, ModelManifest Manifest)
{
    public ModelReference Reference => new(Manifest.Name, Version);
}

/// <summary>The files of a model version's folder.</summary>
public static class ModelFiles
{
    public const string Weights = "model.safetensors";
    public const string Onnx = "model.onnx";
    public const string Manifest = "manifest.json";
    public const string Card = "model-card.md";

    /// <summary>How good it is on the test split. Versions of before there were evaluations have none.</summary>
    public const string Evaluation = "evaluation.json";

    /// <summary>How its training went, epoch by epoch. Versions of before they were kept have none.</summary>
    public const string LearningCurves = "learning-curves.json";

    /// <summary>
    /// About the function of <see cref="Onnx"/> in whole numbers of eight bits, for pictures. Only where it answers as well:
    /// <see cref="ModelManifest.SignalRanges"/>.
    /// </summary>
    public const string QuantizedOnnx = "model.int8.onnx";

    /// <summary>All of a version's files in one. It is made while it is downloaded, and is none of them.</summary>
    public const string Bundle = "bundle.zip";

    /// <summary>What every version has.</summary>
    public static readonly IReadOnlyList<string> Required = [Weights, Onnx, Manifest, Card];

    public static readonly IReadOnlyList<string> All = [.. Required, Evaluation, LearningCurves, QuantizedOnnx];
}
