using Clearsight.Domain;
using Clearsight.Domain.Recipes;
using Clearsight.Learning.Export;
using static TorchSharp.torch;

namespace Clearsight.Learning.Networks;

/// <summary>
/// The report's network 1: three convolutions and poolings down to a sixteenth of the pixels in sixteen channels, and
/// back up to the sizes met on the way down, so that it runs on images of any size from 1 × 1. 49,761 parameters:
/// <c>encoder.{0,1,2}</c> (64, 32, 16 channels) and <c>decoder.{0,1,2,3}</c> (16, 32, 64, 1 channels), each with
/// <c>.weight</c> [out, in, 3, 3] and <c>.bias</c> [out].
/// </summary>
public sealed class DenoisingAutoencoder : Network
{
    private readonly PooledConvolutions _encoder = PooledConvolutions.Encoder();
    private readonly Convolution[] _decoder =
    [
        new("decoder.0", 16, 16),
        new("decoder.1", 16, 32),
        new("decoder.2", 32, 64),
    ];
    private readonly Convolution _output = new("decoder.3", 64, 1, Rectified: false);

    public DenoisingAutoencoder() =>
        Parameters = [.. _encoder.Parameters, .. _decoder.SelectMany(layer => layer.Parameters), .. _output.Parameters];

    public override string Id => NetworkIds.DenoisingAutoencoder;
    public override TaskKind Task => TaskKind.Denoise;
    public override IReadOnlyList<int> InputShape { get; } = [-1, 1, -1, -1];
    public override IReadOnlyList<int> OutputShape { get; } = [-1, 1, -1, -1];
    public override IReadOnlyList<ParameterShape> Parameters { get; }

    /// <summary>
    /// Three poolings: 2³. From a cut inwards a wrong border spreads by one pixel a convolution, at a half, a quarter and
    /// an eighth of the resolution and back: two eighths at the narrowest, which are 16 pixels, one more quarter (20), one
    /// more half (22), one more pixel (23).
    /// </summary>
    public override Tiling? Tiling { get; } = new(Alignment: 8, Margin: 24);

    internal override Tensor Logits(BoundWeights weights, Tensor images, Dropout dropout)
    {
        var encoded = _encoder.Apply(weights, images, Dropout.None);
        // On the way down before each pooling: of the images, and of all signals but the last.
        var sizes = new Stack<(long Height, long Width)>(encoded.SkipLast(1).Prepend(images).Select(signal => (signal.shape[2], signal.shape[3])));
        var signal = _decoder[0].Apply(weights, encoded[^1]);
        foreach (var layer in _decoder[1..])
        {
            signal = layer.ApplyUpsampled(weights, signal, sizes.Pop());
        }

        return _output.ApplyUpsampled(weights, signal, sizes.Pop());
    }

    internal override string Describe(OnnxGraph graph, string images)
    {
        var sizes = new Stack<string>();
        var signal = _encoder.Describe(graph, images, beforePooling => sizes.Push(graph.Size(beforePooling)));
        foreach (var layer in _decoder[..^1])
        {
            signal = graph.ResizeNearest(graph.Relu(layer.Describe(graph, signal)), sizes.Pop());
        }

        signal = graph.Relu(_decoder[^1].Describe(graph, signal));
        return _output.DescribeResized(graph, signal, sizes.Pop());
    }
}
