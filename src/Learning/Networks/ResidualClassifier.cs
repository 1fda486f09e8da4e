using Clearsight.Domain;
using Clearsight.Domain.Recipes;
using Clearsight.Learning.Export;
using static TorchSharp.torch;

namespace Clearsight.Learning.Networks;

/// <summary>
/// A residual network without normalisation of its signals, made for accuracy.
/// Parameters: <c>stem</c> [32, 1, 3, 3] at 28 × 28; the blocks <c>features.0</c> (32 channels, 28 × 28),
/// <c>features.{1…3}</c> (64, 14 × 14) and <c>features.{4,5}</c> (128, 7 × 7), as in <see cref="StandardizedBlock"/> and
/// <see cref="StandardizedConvolution"/>; then the mean over all places and <c>classifier</c> [classes, 128].
/// </summary>
public sealed class ResidualClassifier : Network
{
    private const int Features = 128;

    private readonly Convolution _stem = new("stem", 1, 32);
    private readonly StandardizedBlock[] _blocks =
    [
        new("features.0", 32, 32),
        new("features.1", 32, 64),
        new("features.2", 64, 64),
        new("features.3", 64, 64),
        new("features.4", 64, Features),
        new("features.5", Features, Features),
    ];
    private readonly Dense _classifier;

    public ResidualClassifier(int classes)
    {
        _classifier = new Dense("classifier", Features, classes, Rectified: false);
        OutputShape = [-1, classes];
        Parameters = [.. _stem.Parameters, .. _blocks.SelectMany(block => block.Parameters), .. _classifier.Parameters];
    }

    public override string Id => NetworkIds.ResidualClassifier;
    public override TaskKind Task => TaskKind.Classify;
    public override IReadOnlyList<int> InputShape { get; } = [-1, 1, 28, 28];
    public override IReadOnlyList<int> OutputShape { get; }
    public override IReadOnlyList<ParameterShape> Parameters { get; }

    internal override Tensor Logits(BoundWeights weights, Tensor images, Dropout dropout)
    {
        var signal = _stem.Apply(weights, images);
        foreach (var block in _blocks)
        {
            signal = block.Apply(weights, signal);
        }

        var features = dropout.Apply(signal.relu().mean([2, 3], keepdim: true));
        return _classifier.Apply(weights, features.flatten(1));
    }

    internal override string Describe(OnnxGraph graph, string images)
    {
        var signal = _stem.Describe(graph, images);
        foreach (var block in _blocks)
        {
            signal = block.Describe(graph, signal);
        }

        return _classifier.Describe(graph, graph.Flatten(graph.Average(graph.Relu(signal))));
    }
}
