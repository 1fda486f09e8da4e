using Clearsight.Learning.Export;
using Clearsight.Learning.Native;
using static TorchSharp.torch;

namespace Clearsight.Learning.Networks;

/// <summary>
/// The mean of what is known around each pixel, over squares of several sizes of which the smaller ones count more
/// (normalised convolution: Knutsson and Westin, 1993): wherever near pixels are known they decide, elsewhere those afar.
/// </summary>
/// <remarks>
/// Known are the trusted pixels. Black and white ones are not, but noise makes as many of the one as of the other: where a
/// square has more of one than chance would give it, the surplus is taken for the picture's own, as of the ground of a
/// drawing or of a saturated colour. Without that the estimate knows nothing of a picture that is black.
/// <para>
/// Where the known pixels hardly differ their mean is right, and a network that turned from it would only add its own noise:
/// its answer counts as far as they differ, by the weight that a Wiener filter gives a signal of their variance.
/// </para>
/// </remarks>
internal sealed class EvidenceRule
{
    /// <summary>Trusted pixels alone, over two squares.</summary>
    public static readonly EvidenceRule Trusted = new([(3, 2), (7, 1)], balanced: false);

    /// <summary>Trusted pixels and the surplus of black or white ones, over four squares, with a weight for what a network adds.</summary>
    public static readonly EvidenceRule Balanced = new([(3, 80), (7, 10), (15, 1), (31, 0.1f)], balanced: true);

    /// <summary>
    /// How many standard deviations of their difference under noise alone black and white have to differ in number. Of that
    /// many which are either, each with even chances, the difference deviates by the square root.
    /// </summary>
    private const float Deviations = 3;

    /// <summary>The variance at which a network turns half-way from the estimate: four levels squared.</summary>
    private const float Noise = 4f / byte.MaxValue * (4f / byte.MaxValue);

    /// <summary>The variance of a pixel of which nothing is known: every grey is as likely.</summary>
    private const float AnyGrey = 1 / 12f;

    /// <summary>
    /// What it counts, beside 80 / 9 for a near known pixel and 10 / 49 for one of the next square: where few are known that they
    /// are alike proves little, and where none is the network has all the weight.
    /// </summary>
    private const float Prior = 0.01f;

    /// <summary>Far below what a single pixel weighs, so that it only decides where none is known.</summary>
    private const float Nothing = 1e-6f;

    private readonly (int Side, float Weight)[] _squares;
    private readonly bool _balanced;

    /// <param name="squares">Odd sides in pixels, and how much the mean over each counts.</param>
    /// <param name="balanced">Whether a surplus is known, too, and what a network adds has a weight.</param>
    private EvidenceRule((int Side, float Weight)[] squares, bool balanced) => (_squares, _balanced) = (squares, balanced);

    /// <summary>How many pixels away an image still has a say.</summary>
    public int Reach => _squares.Max(square => square.Side) / 2;

    /// <param name="centred">[n, 1, h, w], the image less one half.</param>
    /// <param name="suspect">Whether it is black or white.</param>
    /// <param name="trusted">1 where it is neither black nor white, else 0.</param>
    /// <returns>
    /// The estimate less one half, zero where nothing is known, and the weight of what a network adds, 0..1, null for 1; both
    /// [n, 1, h, w].
    /// </returns>
    public (Tensor Estimate, Tensor? Weight) Of(Tensor centred, Tensor suspect, Tensor trusted)
    {
        var seen = centred * trusted;
        if (!_balanced)
        {
            var plain = Weighted(cat([seen, trusted], 1), (means, _) => means);
            return (plain.narrow(1, 0, 1) / plain.narrow(1, 1, 1).Plus(Nothing), null);
        }

        var known = Weighted(cat([seen, seen * centred, trusted, centred - seen, suspect.to_type(centred.dtype)], 1), WithSurplus);
        var (sum, squares, count) = (known.narrow(1, 0, 1), known.narrow(1, 1, 1), known.narrow(1, 2, 1));
        var estimate = sum / count.Plus(Nothing);
        var variance = (squares - (sum * estimate)).relu().Plus(Prior * AnyGrey) / count.Plus(Prior);
        return (estimate, variance / variance.Plus(Noise));
    }

    /// <summary>The same as <see cref="Of"/>.</summary>
    public (string Estimate, string? Weight) Describe(OnnxGraph graph, string centred, string suspect, string trusted)
    {
        var seen = graph.Multiply(centred, trusted);
        if (!_balanced)
        {
            var plain = DescribeWeighted(graph, graph.Concatenate(seen, trusted), (means, _) => means);
            return (graph.Divide(graph.Channel(plain, 0), graph.Add(graph.Channel(plain, 1), graph.Number(Nothing))), null);
        }

        var maps = graph.Concatenate(seen, graph.Multiply(seen, centred), trusted, graph.Subtract(centred, seen), graph.ToFloat(suspect));
        var known = DescribeWeighted(graph, maps, (means, side) => DescribeWithSurplus(graph, means, side));
        var (sum, squares, count) = (graph.Channel(known, 0), graph.Channel(known, 1), graph.Channel(known, 2));
        var estimate = graph.Divide(sum, graph.Add(count, graph.Number(Nothing)));
        var deviation = graph.Relu(graph.Subtract(squares, graph.Multiply(sum, estimate)));
        var variance = graph.Divide(graph.Add(deviation, graph.Number(Prior * AnyGrey)), graph.Add(count, graph.Number(Prior)));
        return (estimate, graph.Divide(variance, graph.Add(variance, graph.Number(Noise))));
    }

    private Tensor Weighted(Tensor maps, Func<Tensor, int, Tensor> known)
    {
        Tensor? sum = null;
        foreach (var (side, weight) in _squares)
        {
            var means = known(Mean(maps, side), side);
            means = weight == 1 ? means : Numbers.With(weight, means.mul);
            sum = sum is null ? means : sum.Plus(means);
        }

        return sum!;
    }

    private string DescribeWeighted(OnnxGraph graph, string maps, Func<string, int, string> known)
    {
        string? sum = null;
        foreach (var (side, weight) in _squares)
        {
            var means = known(graph.MeanAround(maps, side), side);
            means = weight == 1 ? means : graph.Multiply(means, graph.Number(weight));
            sum = sum is null ? means : graph.Add(sum, means);
        }

        return sum!;
    }

    /// <param name="means">[n, 5, h, w], of a square: grey values, their squares and number of trusted pixels, grey values and number of the others.</param>
    /// <returns>[n, 3, h, w]: grey values, their squares and number of what is known.</returns>
    private static Tensor WithSurplus(Tensor means, int side)
    {
        // Black is minus one half and white plus one half, so that their sum is half their difference in number.
        var difference = Numbers.With(2, means.narrow(1, 3, 1).mul);
        var byChance = Numbers.With(Deviations / side, means.narrow(1, 4, 1).sqrt().mul);
        var (white, black) = ((difference - byChance).relu(), (difference.neg() - byChance).relu());
        var surplus = white.Plus(black);
        return means.narrow(1, 0, 3).Plus(cat([Numbers.With(0.5, (white - black).mul), Numbers.With(0.25, surplus.mul), surplus], 1));
    }

    private static string DescribeWithSurplus(OnnxGraph graph, string means, int side)
    {
        var difference = graph.Multiply(graph.Channel(means, 3), graph.Number(2));
        var byChance = graph.Multiply(graph.Sqrt(graph.Channel(means, 4)), graph.Number(Deviations / side));
        var white = graph.Relu(graph.Subtract(difference, byChance));
        var black = graph.Relu(graph.Subtract(graph.Multiply(difference, graph.Number(-1)), byChance));
        var surplus = graph.Add(white, black);
        var grey = graph.Add(graph.Channel(means, 0), graph.Multiply(graph.Subtract(white, black), graph.Number(0.5f)));
        var squares = graph.Add(graph.Channel(means, 1), graph.Multiply(surplus, graph.Number(0.25f)));
        return graph.Concatenate(grey, squares, graph.Add(graph.Channel(means, 2), surplus));
    }

    /// <summary>
    /// Over a square around each pixel, with zero beyond the border, along columns and rows: as two products with a matrix
    /// that has a band along its diagonal, which trains an eighth faster than pooling windows of one row and one column.
    /// </summary>
    private static Tensor Mean(Tensor maps, int side) => Band(maps.shape[2], side, maps).matmul(maps).matmul(Band(maps.shape[3], side, maps));

    /// <returns>[pixels, pixels], 1 / side where row and column are at most half a side apart, else 0.</returns>
    private static Tensor Band(long pixels, int side, Tensor like) =>
        Numbers.With(1d / side, ones([pixels, pixels], dtype: like.dtype).tril(side / 2).triu(-(side / 2)).mul);
}
