using Clearsight.Learning.Export;
using Clearsight.Learning.Native;
using static TorchSharp.torch;

namespace Clearsight.Learning.Networks;

/// <summary>
/// Adds to its signal what two convolutions with a rectifier between them make of it, all in the same number of channels
/// (He et al., "Deep Residual Learning", 2016; without normalisation as in Lim et al., "Enhanced Deep Residual Networks
/// for Single Image Super-Resolution", 2017).
/// </summary>
/// <param name="First">Its parameters are those of the convolutions <c>{Name}.{First}</c> and the one after.</param>
internal sealed record ResidualBlock(string Name, int First, int Channels)
{
    private readonly Convolution _first = new($"{Name}.{First}", Channels, Channels);
    private readonly Convolution _second = new($"{Name}.{First + 1}", Channels, Channels, Rectified: false, Start: 0.3);

    public IEnumerable<ParameterShape> Parameters => [.. _first.Parameters, .. _second.Parameters];

    public Tensor Apply(BoundWeights weights, Tensor signal) => signal.Plus(_second.Apply(weights, _first.Apply(weights, signal).relu_()));

    public string Describe(OnnxGraph graph, string signal) =>
        graph.Add(signal, _second.Describe(graph, graph.Relu(_first.Describe(graph, signal))));
}
