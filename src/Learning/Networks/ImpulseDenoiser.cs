using Clearsight.Domain.Recipes;
using Clearsight.Learning.Export;
using Clearsight.Learning.Native;
using static TorchSharp.torch;

namespace Clearsight.Learning.Networks;

/// <summary>
/// Restores the pixels that salt-and-pepper noise may have hit, those that are black or white, and answers all others
/// as they came. Whether a black pixel is noise or honest the network decides itself. It computes at a half and a
/// quarter of the resolution, on images of any size from 1 × 1. Parameters, each a convolution's <c>.weight</c>
/// [out, in, 3, 3] and <c>.bias</c> [out]: <c>input</c> (to 48 channels), <c>before.{0,1}</c>, <c>down</c> (96),
/// <c>deep.{0..3}</c>, <c>up</c> (48), <c>after.{0,1}</c> and <c>output</c> (12: three for each pixel of a square of four).
/// </summary>
public sealed class ImpulseDenoiser : ImpulseRestorer
{
    /// <summary>Channels at half and at a quarter of the resolution.</summary>
    private const int Wide = 48, Deep = 96;

    private readonly Convolution _input = new("input", PixelSquares.Size * ImpulseEvidence.Maps, Wide, Rectified: false);
    private readonly ResidualBlock _before = new("before", First: 0, Wide);
    private readonly Convolution _down = new("down", Wide, Deep, Rectified: false);
    private readonly ResidualBlock[] _deep = [new("deep", First: 0, Deep), new("deep", First: 2, Deep)];
    private readonly Convolution _up = new("up", Deep, Wide, Rectified: false);
    private readonly ResidualBlock _after = new("after", First: 0, Wide);
    private readonly Convolution _output = new("output", Wide, PixelSquares.Size * Restoration.Maps, Rectified: false, Start: 0.1);

    public ImpulseDenoiser() =>
        Parameters =
        [
            .. _input.Parameters, .. _before.Parameters,
            .. _down.Parameters, .. _deep.SelectMany(block => block.Parameters), .. _up.Parameters,
            .. _after.Parameters, .. _output.Parameters,
        ];

    private protected override EvidenceRule Evidence => EvidenceRule.Trusted;

    public override string Id => NetworkIds.ImpulseDenoiser;
    public override IReadOnlyList<ParameterShape> Parameters { get; }

    /// <summary>
    /// Squares of four pixels, pooled once: pieces start at multiples of four. From a cut inwards a wrong border spreads by
    /// one pixel of its resolution a convolution: six at a quarter (24 pixels) and six at a half (12), three by the
    /// evidence, and up to three more where a square or its pooling straddles it.
    /// </summary>
    public override Tiling? Tiling { get; } = new(Alignment: 4, Margin: 44);

    private protected override Tensor PixelAnswers(BoundWeights weights, Tensor evidence)
    {
        var signal = _before.Apply(weights, _input.Apply(weights, PixelSquares.Gather(evidence)));
        var deep = _down.Apply(weights, nn.functional.max_pool2d(signal, [2, 2], strides: [2, 2], ceil_mode: true));
        foreach (var block in _deep)
        {
            deep = block.Apply(weights, deep);
        }

        var context = nn.functional.interpolate(_up.Apply(weights, deep), [signal.shape[2], signal.shape[3]], mode: InterpolationMode.Nearest);
        signal = _after.Apply(weights, signal.Plus(context));
        return PixelSquares.Spread(_output.Apply(weights, signal), evidence.shape[2], evidence.shape[3]);
    }

    private protected override string DescribePixelAnswers(OnnxGraph graph, string evidence)
    {
        var signal = _before.Describe(graph, _input.Describe(graph, graph.GatherSquares(evidence)));
        var deep = _down.Describe(graph, graph.MaxPool(signal, roundUp: true));
        foreach (var block in _deep)
        {
            deep = block.Describe(graph, deep);
        }

        var context = graph.ResizeNearest(_up.Describe(graph, deep), graph.Size(signal));
        signal = _after.Describe(graph, graph.Add(signal, context));
        return graph.SpreadSquares(_output.Describe(graph, signal), graph.Size(evidence));
    }
}
