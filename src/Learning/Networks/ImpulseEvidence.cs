using Clearsight.Learning.Export;
using Clearsight.Learning.Native;
using static TorchSharp.torch;

namespace Clearsight.Learning.Networks;

/// <summary>
/// What an image shows of the noise before anything is learned: which pixels can be trusted because they are neither black
/// nor white, and what the trusted ones around say of each pixel (normalised convolution: Knutsson and Westin, 1993). All
/// maps are zero beyond the border, where a grey of one half, not trusted, stands for "unknown".
/// </summary>
/// <param name="Suspect">[n, 1, h, w], true where a pixel is black or white.</param>
/// <param name="Centred">[n, 1, h, w], the image less <see cref="Middle"/>.</param>
/// <param name="Estimate">The mean of the trusted pixels around each, near ones first, less <see cref="Middle"/>; zero where there are none.</param>
/// <param name="Stacked">[n, 3, h, w]: the centred image, 1 where it is trusted, the estimate.</param>
internal sealed record ImpulseEvidence(Tensor Suspect, Tensor Centred, Tensor Estimate, Tensor Stacked)
{
    public const int Maps = 3;

    /// <summary>The grey that stands for "unknown".</summary>
    public const float Middle = 0.5f;

    /// <summary>Half-way between white and the level below it, both from the middle.</summary>
    private const float Limit = Middle - (0.5f / byte.MaxValue);

    /// <summary>Sides of the square near a pixel and of the one that fills in where all near pixels are suspect.</summary>
    private const int Near = 3, Far = 7;

    /// <summary>How much more the mean over the near square counts than that over the far one, of which it is a part.</summary>
    private const float NearShare = 2;

    /// <summary>Far below what a single trusted pixel weighs (1 / 49), so that it only decides where there is none.</summary>
    private const float Nothing = 1e-6f;

    /// <param name="images">[n, 1, h, w], 0..1.</param>
    public static ImpulseEvidence Of(Tensor images)
    {
        var centred = Numbers.With(Middle, images.sub);
        var suspect = Numbers.With(Limit, centred.abs().gt);
        var trusted = suspect.logical_not().to_type(images.dtype);
        var pair = cat([centred * trusted, trusted], 1);
        var means = Numbers.With(NearShare, Mean(pair, Near).mul).Plus(Mean(pair, Far));
        var estimate = means.narrow(1, 0, 1) / means.narrow(1, 1, 1).Plus(Nothing);
        return new ImpulseEvidence(suspect, centred, estimate, cat([centred, trusted, estimate], 1));
    }

    public static DescribedEvidence Describe(OnnxGraph graph, string images)
    {
        var centred = graph.Subtract(images, graph.Number(Middle));
        var suspect = graph.Greater(graph.Abs(centred), graph.Number(Limit));
        var trusted = graph.ToFloat(graph.Not(suspect));
        var pair = graph.Concatenate(graph.Multiply(centred, trusted), trusted);
        var means = graph.Add(graph.Multiply(graph.AveragePool(pair, Near), graph.Number(NearShare)), graph.AveragePool(pair, Far));
        var estimate = graph.Divide(graph.Channel(means, 0), graph.Add(graph.Channel(means, 1), graph.Number(Nothing)));
        return new DescribedEvidence(suspect, centred, estimate, graph.Concatenate(centred, trusted, estimate));
    }

    /// <summary>Over a square around each pixel, with zero beyond the border: first along rows, then along columns.</summary>
    private static Tensor Mean(Tensor maps, int side)
    {
        var rows = nn.functional.avg_pool2d(maps, [1, side], stride: [1, 1], padding: [0, side / 2], count_include_pad: true);
        return nn.functional.avg_pool2d(rows, [side, 1], stride: [1, 1], padding: [side / 2, 0], count_include_pad: true);
    }
}

/// <summary>The names of the same in an ONNX graph.</summary>
internal sealed record DescribedEvidence(string Suspect, string Centred, string Estimate, string Stacked);
