using Clearsight.Domain;
using Clearsight.Domain.Recipes;
using Clearsight.Learning.Export;
using static TorchSharp.torch;

namespace Clearsight.Learning.Networks;

/// <summary>
/// The report's network 3: the autoencoder's encoder, flattened (256, channel by channel), and one dense layer. 26,298
/// parameters with ten classes: <c>encoder.{0,1,2}</c> as in <see cref="DenoisingAutoencoder"/>, then
/// <c>classifier.0.weight</c> [classes, 256] and <c>classifier.0.bias</c> [classes].
/// </summary>
public sealed class EncoderClassifier : Network
{
    private readonly PooledConvolutions _encoder = PooledConvolutions.Encoder();
    private readonly Dense _classifier;

    public EncoderClassifier(int classes)
    {
        _classifier = new Dense("classifier.0", 16 * 4 * 4, classes, Rectified: false);
        OutputShape = [-1, classes];
        Parameters = [.. _encoder.Parameters, .. _classifier.Parameters];
    }

    public override string Id => NetworkIds.EncoderClassifier;
    public override TaskKind Task => TaskKind.Classify;
    public override IReadOnlyList<int> InputShape { get; } = [-1, 1, 28, 28];
    public override IReadOnlyList<int> OutputShape { get; }
    public override IReadOnlyList<ParameterShape> Parameters { get; }

    public override int QuantizedSignals => _encoder.Count;

    internal override Tensor Logits(BoundWeights weights, Tensor images, Dropout dropout) =>
        _classifier.Apply(weights, _encoder.Apply(weights, images, Dropout.None)[^1].flatten(1));

    internal override IReadOnlyList<Tensor> Signals(BoundWeights weights, Tensor images) => _encoder.Apply(weights, images, Dropout.None);

    internal override string Describe(OnnxGraph graph, string images) =>
        _classifier.Describe(graph, graph.Flatten(_encoder.Describe(graph, images)));

    internal override string DescribeQuantized(OnnxGraph graph, string images, IReadOnlyList<double> ranges) =>
        _classifier.Describe(graph, _encoder.DescribeQuantized(graph, images, ranges));
}
