using Clearsight.Learning.Export;
using Clearsight.Learning.Native;
using static TorchSharp.torch;

namespace Clearsight.Learning.Networks;

/// <summary>
/// What an image shows of the noise before anything is learned: which pixels can be trusted because they are neither black
/// nor white, and what the pixels around say of each. All maps are zero beyond the border, where a grey of one half, not
/// trusted, stands for "unknown".
/// </summary>
/// <param name="Suspect">[n, 1, h, w], true where a pixel is black or white.</param>
/// <param name="Centred">[n, 1, h, w], the image less <see cref="Middle"/>.</param>
/// <param name="Estimate">What an <see cref="EvidenceRule"/> makes of the pixels around each, less <see cref="Middle"/>; zero where these say nothing.</param>
/// <param name="Weight">[n, 1, h, w], 0..1, of what a network adds to the estimate; null for 1.</param>
/// <param name="Stacked">[n, 3, h, w]: the centred image, 1 where it is trusted, the estimate.</param>
internal sealed record ImpulseEvidence(Tensor Suspect, Tensor Centred, Tensor Estimate, Tensor? Weight, Tensor Stacked)
{
    public const int Maps = 3;

    /// <summary>The grey that stands for "unknown".</summary>
    public const float Middle = 0.5f;

    /// <summary>Half-way between white and the level below it, both from the middle.</summary>
    private const float Limit = Middle - (0.5f / byte.MaxValue);

    /// <param name="images">[n, 1, h, w], 0..1.</param>
    public static ImpulseEvidence Of(Tensor images, EvidenceRule rule)
    {
        var centred = Numbers.With(Middle, images.sub);
        var suspect = Numbers.With(Limit, centred.abs().gt);
        var trusted = suspect.logical_not().to_type(images.dtype);
        var (estimate, weight) = rule.Of(centred, suspect, trusted);
        return new ImpulseEvidence(suspect, centred, estimate, weight, cat([centred, trusted, estimate], 1));
    }

    public static DescribedEvidence Describe(OnnxGraph graph, string images, EvidenceRule rule)
    {
        var centred = graph.Subtract(images, graph.Number(Middle));
        var suspect = graph.Greater(graph.Abs(centred), graph.Number(Limit));
        var trusted = graph.ToFloat(graph.Not(suspect));
        var (estimate, weight) = rule.Describe(graph, centred, suspect, trusted);
        return new DescribedEvidence(suspect, centred, estimate, weight, graph.Concatenate(centred, trusted, estimate));
    }
}

/// <summary>The names of the same in an ONNX graph.</summary>
internal sealed record DescribedEvidence(string Suspect, string Centred, string Estimate, string? Weight, string Stacked);
