using Clearsight.Learning.Export;
using Clearsight.Learning.Native;
using static TorchSharp.torch;

namespace Clearsight.Learning.Networks;

/// <summary>
/// Adds to its signal what two convolutions make of it, each behind a rectifier (He et al., "Identity Mappings in Deep
/// Residual Networks", 2016). Where the number of channels changes, height and width are halved, and the signal goes past
/// by their averages and a 1 × 1 convolution of its own.
/// </summary>
/// <param name="name">Its parameters are those of the convolutions <c>{name}.0</c>, <c>{name}.1</c> and <c>{name}.shortcut</c>.</param>
internal sealed class StandardizedBlock(string name, int inputs, int outputs)
{
    /// <summary>
    /// What is added starts small: the signal's variance then hardly grows from block to block, and the network starts out
    /// nearly as shallow as its shortcuts (De and Smith, "Batch Normalization Biases Residual Blocks Towards the Identity
    /// Function in Deep Networks", 2020).
    /// </summary>
    private const double StartingGain = 0.2;

    private readonly StandardizedConvolution _first = new($"{name}.0", inputs, outputs, Stride: inputs == outputs ? 1 : 2);
    private readonly StandardizedConvolution _second = new($"{name}.1", outputs, outputs, StartingGain: StartingGain);
    private readonly StandardizedConvolution? _shortcut = inputs == outputs ? null : new($"{name}.shortcut", inputs, outputs, Side: 1);

    public IEnumerable<ParameterShape> Parameters => [.. _first.Parameters, .. _second.Parameters, .. _shortcut?.Parameters ?? []];

    public Tensor Apply(BoundWeights weights, Tensor signal)
    {
        var rectified = signal.relu();
        var added = _second.Apply(weights, _first.Apply(weights, rectified).relu_());
        added.Accumulate(_shortcut is null ? signal : _shortcut.Apply(weights, nn.functional.avg_pool2d(rectified, 2)));
        return added;
    }

    public string Describe(OnnxGraph graph, string signal)
    {
        var rectified = graph.Relu(signal);
        var added = _second.Describe(graph, graph.Relu(_first.Describe(graph, rectified)));
        return graph.Add(added, _shortcut is null ? signal : _shortcut.Describe(graph, graph.HalveByAverages(rectified)));
    }
}
