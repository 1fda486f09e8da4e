using Clearsight.Domain;
using Clearsight.Domain.Recipes;
using Clearsight.Learning.Export;
using static TorchSharp.torch;

namespace Clearsight.Learning.Networks;

/// <summary>
/// The report's network 2: three convolutions, each followed by a pooling that rounds down (28 → 14 → 7 → 3) and
/// dropout, then a dense layer of 128 and one of the classes. 241,546 parameters with ten classes:
/// <c>features.{0,1,2}</c> (32, 64, 128 channels) with <c>.weight</c> [out, in, 3, 3], then
/// <c>classifier.0.weight</c> [128, 1152] (flattened channel by channel) and <c>classifier.1.weight</c> [classes, 128],
/// each with <c>.bias</c> [out].
/// </summary>
public sealed class FashionCnn : Network
{
    private readonly PooledConvolutions _features =
        new(roundUp: false, new("features.0", 1, 32), new("features.1", 32, 64), new("features.2", 64, 128));
    private readonly Dense _hidden = new("classifier.0", 128 * 3 * 3, 128);
    private readonly Dense _output;

    public FashionCnn(int classes)
    {
        _output = new Dense("classifier.1", 128, classes, Rectified: false);
        OutputShape = [-1, classes];
        Parameters = [.. _features.Parameters, .. _hidden.Parameters, .. _output.Parameters];
    }

    public override string Id => NetworkIds.FashionCnn;
    public override TaskKind Task => TaskKind.Classify;
    public override IReadOnlyList<int> InputShape { get; } = [-1, 1, 28, 28];
    public override IReadOnlyList<int> OutputShape { get; }
    public override IReadOnlyList<ParameterShape> Parameters { get; }

    public override int QuantizedSignals => _features.Count;

    internal override Tensor Logits(BoundWeights weights, Tensor images, Dropout dropout)
    {
        var features = _features.Apply(weights, images, dropout)[^1].flatten(1);
        return _output.Apply(weights, _hidden.Apply(weights, features).relu_());
    }

    internal override IReadOnlyList<Tensor> Signals(BoundWeights weights, Tensor images) => _features.Apply(weights, images, Dropout.None);

    internal override string Describe(OnnxGraph graph, string images)
    {
        var features = graph.Flatten(_features.Describe(graph, images));
        return _output.Describe(graph, graph.Relu(_hidden.Describe(graph, features)));
    }

    internal override string DescribeQuantized(OnnxGraph graph, string images, IReadOnlyList<double> ranges)
    {
        var features = _features.DescribeQuantized(graph, images, ranges);
        return _output.Describe(graph, graph.Relu(_hidden.Describe(graph, features)));
    }
}
