using Clearsight.Domain.Recipes;

namespace Clearsight.Domain.Models;

/// <summary>Everything about a trained network that is fixed before it gets a version number.</summary>
public sealed record ModelManifest
{
    public required string Name { get; init; }
    public required TaskKind Task { get; init; }
    public required string Network { get; init; }
    public required string Recipe { get; init; }
    public required string Dataset { get; init; }

    /// <summary>SHA-256 of the data set's content, <c>sha256:…</c>.</summary>
    public required string DatasetDigest { get; init; }

    /// <summary>
    /// Digest of the data set that the test images are those of, <c>sha256:…</c>: data sets may share them. Null in versions
    /// of before it was kept.
    /// </summary>
    public string? TestDigest { get; init; }

    /// <summary>The version whose weights this one started from: all of them, or those of the encoder.</summary>
    public ModelReference? Parent { get; init; }

    /// <summary>
    /// SHA-256 of that one's weights, <c>sha256:…</c>: on another host a version of the same name may be another one. Null
    /// in versions of before it was kept.
    /// </summary>
    public string? ParentDigest { get; init; }
    public string? JobId { get; init; }

    /// <summary>Where an imported version comes from; null for one that was trained here or ships with the program.</summary>
    public ModelOrigin? Origin { get; init; }
    public required Hyperparameters Hyperparameters { get; init; }

    /// <summary>The epoch whose weights these are, chosen by the validation split.</summary>
    public required int Epoch { get; init; }

    /// <summary>On train, validation and test, by <see cref="Metrics.MetricKeys"/>.</summary>
    public required IReadOnlyDictionary<string, double> Metrics { get; init; }

    /// <summary>Batch, channels, height, width; -1 where any size goes.</summary>
    public required IReadOnlyList<int> InputShape { get; init; }
    public required IReadOnlyList<int> OutputShape { get; init; }

    /// <summary>The data set's class labels by index; empty for a denoiser.</summary>
    public required IReadOnlyList<string> Classes { get; init; }

    /// <summary>
    /// What the network's logits are divided by before they become probabilities (<see cref="Metrics.Temperature"/>); 1 for a
    /// denoiser, and for a classifier of before there was one.
    /// </summary>
    public double Temperature { get; init; } = 1;
    /// <summary>
    /// The largest value of each of the network's signals that <see cref="ModelFiles.QuantizedOnnx"/> tells apart, measured on
    /// validation images; empty where the version has no such file.
    /// </summary>
    public IReadOnlyList<double> SignalRanges { get; init; } = [];
    public required int ParameterCount { get; init; }
    public required DateTimeOffset CreatedAt { get; init; }

    private string MeasuredOn => TestDigest ?? DatasetDigest;

    /// <summary>
    /// Whether both were measured on the same test images, so that their figures compare. Of one data set they are the same,
    /// also where only one of the two says which they are.
    /// </summary>
    public bool SharesTestImagesWith(ModelManifest other) => DatasetDigest == other.DatasetDigest || MeasuredOn == other.MeasuredOn;
}

/// <summary>
/// What a bundle says of the host that trained the model. Names and ids there mean nothing here: nothing is looked up by
/// them, and nothing is kept for them.
/// </summary>
/// <param name="Model">What the version is called there.</param>
/// <param name="Parent">The version there whose weights it started from.</param>
/// <param name="JobId">The training job there.</param>
public sealed record ModelOrigin(ModelReference Model, ModelReference? Parent, string? JobId);
