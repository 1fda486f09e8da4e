namespace Clearsight.Domain.Datasets;

/// <summary>What is known of a data set without loading it.</summary>
/// <param name="Source">Where it comes from, as a sentence or an address.</param>
/// <param name="Classes">Labels by class index.</param>
/// <param name="Digest">SHA-256 that stands for its whole content, <c>sha256:…</c>.</param>
public sealed record DatasetCard(
    string Name,
    string Title,
    string Source,
    IReadOnlyList<string> Classes,
    int Height,
    int Width,
    int TrainCount,
    int TestCount,
    string Digest)
{
    /// <summary>Digest of the data set that the test images are those of: this one, where it has its own.</summary>
    public string TestDigest { get; init; } = Digest;

    /// <summary>How things lie in its images.</summary>
    public Framing Framing { get; init; } = Framing.Default;
}

/// <summary>The two parts that a data set comes in. The validation split is cut from <see cref="Train"/> by <see cref="Split"/>.</summary>
public enum DatasetPart
{
    Train,
    Test,
}
