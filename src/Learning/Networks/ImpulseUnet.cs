using Clearsight.Domain.Recipes;
using Clearsight.Learning.Export;
using Clearsight.Learning.Native;
using static TorchSharp.torch;

namespace Clearsight.Learning.Networks;

/// <summary>
/// Restores the pixels that salt-and-pepper noise may have hit and answers all others as they came, as
/// <see cref="ImpulseDenoiser"/> does, but looks at every pixel by itself before it looks at its surroundings at a half and
/// a quarter of the resolution (Ronneberger et al., "U-Net: Convolutional Networks for Biomedical Image Segmentation", 2015):
/// the edge of a stroke is restored alike wherever it lies. Images of any size from 1 × 1. Parameters, each a convolution's
/// <c>.weight</c> [out, in, 3, 3] and <c>.bias</c> [out]: <c>input</c> (to 32 channels), <c>half</c> (64),
/// <c>before.{0,1}</c>, <c>quarter</c> (96), <c>deep.{0..3}</c>, <c>up</c> (64), <c>whole</c> (32), <c>after.{0,1}</c> and
/// <c>output</c> (three answers a pixel).
/// </summary>
public sealed class ImpulseUnet : ImpulseRestorer
{
    /// <summary>Channels at the whole, a half and a quarter of the resolution.</summary>
    private const int Fine = 32, Wide = 64, Deep = 96;

    private readonly Convolution _input = new("input", ImpulseEvidence.Maps, Fine, Rectified: false);
    private readonly Convolution _half = new("half", Fine, Wide, Rectified: false);
    private readonly ResidualBlock _before = new("before", First: 0, Wide);
    private readonly Convolution _quarter = new("quarter", Wide, Deep, Rectified: false);
    private readonly ResidualBlock[] _deep = [new("deep", First: 0, Deep), new("deep", First: 2, Deep)];
    private readonly Convolution _up = new("up", Deep, Wide, Rectified: false);
    private readonly Convolution _whole = new("whole", Wide, Fine, Rectified: false);
    private readonly ResidualBlock _after = new("after", First: 0, Fine);
    private readonly Convolution _output = new("output", Fine, Restoration.Maps, Rectified: false, Start: 0.1);

    private ImpulseUnet(string id, EvidenceRule evidence)
    {
        (Id, Evidence) = (id, evidence);
        Parameters =
        [
            .. _input.Parameters, .. _half.Parameters, .. _before.Parameters,
            .. _quarter.Parameters, .. _deep.SelectMany(block => block.Parameters), .. _up.Parameters,
            .. _whole.Parameters, .. _after.Parameters, .. _output.Parameters,
        ];
    }

    /// <summary>Sees the trusted pixels.</summary>
    public static ImpulseUnet OfTrusted() => new(NetworkIds.ImpulseUnet, EvidenceRule.Trusted);

    /// <summary>Sees what of black and white ones is the picture's own, too.</summary>
    public static ImpulseUnet OfBalanced() => new(NetworkIds.BalancedImpulseUnet, EvidenceRule.Balanced);

    private protected override EvidenceRule Evidence { get; }
    public override string Id { get; }
    public override IReadOnlyList<ParameterShape> Parameters { get; }

    /// <summary>
    /// Pooled twice: pieces start at multiples of four. From a cut inwards a wrong border spreads by one pixel of its
    /// resolution a convolution: six at a quarter (24 pixels), four at a half (8), four at the whole, as far as the
    /// evidence reaches, and up to five more where a pooling straddles it.
    /// </summary>
    public override Tiling? Tiling => new(Alignment: 4, Margin: 41 + Evidence.Reach);

    private protected override Tensor PixelAnswers(BoundWeights weights, Tensor evidence)
    {
        var fine = _input.Apply(weights, ChannelsLast(evidence));
        var wide = _before.Apply(weights, _half.Apply(weights, Pooled(fine)));
        var deep = _quarter.Apply(weights, Pooled(wide));
        foreach (var block in _deep)
        {
            deep = block.Apply(weights, deep);
        }

        wide = wide.Plus(Spread(_up.Apply(weights, deep), wide));
        fine = _after.Apply(weights, fine.Plus(Spread(_whole.Apply(weights, wide), fine)));
        return _output.Apply(weights, fine);
    }

    private protected override string DescribePixelAnswers(OnnxGraph graph, string evidence)
    {
        var fine = _input.Describe(graph, evidence);
        var wide = _before.Describe(graph, _half.Describe(graph, graph.MaxPool(fine, roundUp: true)));
        var deep = _quarter.Describe(graph, graph.MaxPool(wide, roundUp: true));
        foreach (var block in _deep)
        {
            deep = block.Describe(graph, deep);
        }

        wide = graph.Add(wide, graph.ResizeNearest(_up.Describe(graph, deep), graph.Size(wide)));
        fine = _after.Describe(graph, graph.Add(fine, graph.ResizeNearest(_whole.Describe(graph, wide), graph.Size(fine))));
        return _output.Describe(graph, fine);
    }

    private static Tensor ChannelsLast(Tensor maps) => maps.permute(0, 2, 3, 1).contiguous().permute(0, 3, 1, 2);

    private static Tensor Pooled(Tensor signal) => nn.functional.max_pool2d(signal, [2, 2], strides: [2, 2], ceil_mode: true);

    private static Tensor Spread(Tensor signal, Tensor like) =>
        nn.functional.interpolate(signal, [like.shape[2], like.shape[3]], mode: InterpolationMode.Nearest);
}
