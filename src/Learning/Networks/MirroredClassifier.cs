using Clearsight.Domain;
using Clearsight.Learning.Export;
using Clearsight.Learning.Native;
using static TorchSharp.torch;

namespace Clearsight.Learning.Networks;

/// <summary>
/// Another classifier that answers with the mean of the logits of an image and of its mirror image (test-time flip). It has the same
/// parameters, and a training sees one of the two at a time. For things that may face either way: a digit may not.
/// </summary>
/// <param name="id">Of the two together.</param>
internal sealed class MirroredClassifier(string id, Network single) : Network
{
    public override string Id => id;
    public override TaskKind Task => TaskKind.Classify;
    public override IReadOnlyList<int> InputShape => single.InputShape;
    public override IReadOnlyList<int> OutputShape => single.OutputShape;
    public override IReadOnlyList<ParameterShape> Parameters => single.Parameters;
    public override bool AnswersFromBothSides => true;
    public override int QuantizedSignals => single.QuantizedSignals;

    internal override Tensor Logits(BoundWeights weights, Tensor images, Dropout dropout) => single.Logits(weights, images, dropout);

    internal override Tensor Answer(BoundWeights weights, Tensor images) =>
        Numbers.With(0.5, single.Answer(weights, images).Plus(single.Answer(weights, images.flip(3))).mul);

    internal override string Describe(OnnxGraph graph, string images) =>
        graph.MeanOfHalves(single.Describe(graph, graph.WithMirrored(images)), OutputShape[1]);

    internal override IReadOnlyList<Tensor> Signals(BoundWeights weights, Tensor images) => single.Signals(weights, images);

    internal override string DescribeQuantized(OnnxGraph graph, string images, IReadOnlyList<double> ranges) =>
        graph.MeanOfHalves(single.DescribeQuantized(graph, graph.WithMirrored(images), ranges), OutputShape[1]);
}
