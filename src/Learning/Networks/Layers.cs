using Clearsight.Learning.Export;
using Clearsight.Learning.Kernels;
using static TorchSharp.torch;

namespace Clearsight.Learning.Networks;

/// <summary>What a layer does to the signal that leaves it decides how wide its weights start.</summary>
internal static class InitialWeights
{
    /// <summary>
    /// Keeps the variance of the signal through a rectifier, which halves it (He et al., "Delving Deep into
    /// Rectifiers", 2015), or through a layer that ends in logits.
    /// </summary>
    public static double Deviation(int fanIn, bool rectified) => Math.Sqrt((rectified ? 2.0 : 1.0) / fanIn);
}

/// <summary>3 × 3 convolution with padding "same": [n, in, h, w] to [n, out, h, w].</summary>
/// <param name="Name">Its parameters are <c>{Name}.weight</c> [out, in, 3, 3] and <c>{Name}.bias</c> [out].</param>
/// <param name="Rectified">A rectifier follows.</param>
/// <param name="Start">What the starting weights are multiplied with: less than 1 for what is added to a signal.</param>
internal sealed record Convolution(string Name, int Inputs, int Outputs, bool Rectified = true, double Start = 1)
{
    public IEnumerable<ParameterShape> Parameters =>
    [
        new($"{Name}.weight", [Outputs, Inputs, 3, 3], Start * InitialWeights.Deviation(Inputs * 9, Rectified)),
        new($"{Name}.bias", [Outputs], 0),
    ];

    public Tensor Apply(BoundWeights weights, Tensor images) =>
        nn.functional.conv2d(
            images.to_type(weights.Precision), weights.Reduced($"{Name}.weight"), weights.Reduced($"{Name}.bias"), padding: [1, 1]);

    /// <summary>The layer, 2 × 2 maximum pooling, ReLU and dropout.</summary>
    /// <param name="roundUp">7 becomes 4 instead of 3.</param>
    public Tensor ApplyPooled(BoundWeights weights, Tensor images, bool roundUp, Dropout dropout)
    {
        var weight = weights[$"{Name}.weight"];
        return FirstBlock.Covers(images, weight)
            ? FirstBlock.Apply(images, weight, weights[$"{Name}.bias"], dropout, weights.Precision)
            : Pooling.Rectified(roundUp ? Apply(weights, images) : ApplyEven(weights, images), roundUp, dropout);
    }

    /// <summary>
    /// The layer without the last row or column of an odd size, which a pooling that rounds down leaves out: at 7 × 7 a
    /// quarter of the work. They are the ones that reach into the border there, so no border is laid on that side.
    /// </summary>
    private Tensor ApplyEven(BoundWeights weights, Tensor images)
    {
        long oddHeight = images.shape[2] % 2, oddWidth = images.shape[3] % 2;
        if (oddHeight == 0 && oddWidth == 0)
        {
            return Apply(weights, images);
        }

        var bordered = nn.functional.pad(images.to_type(weights.Precision), [1, 1 - oddWidth, 1, 1 - oddHeight]);
        return nn.functional.conv2d(bordered, weights.Reduced($"{Name}.weight"), weights.Reduced($"{Name}.bias"));
    }

    /// <summary>ReLU, nearest upsampling, and the layer.</summary>
    /// <param name="signal">[n, in, h, w]</param>
    /// <param name="size">Of the result, [n, out, height, width].</param>
    public Tensor ApplyUpsampled(BoundWeights weights, Tensor signal, (long Height, long Width) size)
    {
        var weight = weights[$"{Name}.weight"];
        if (Outputs == 1 && LastBlock.Covers(signal, weight, size.Height, size.Width))
        {
            return LastBlock.Apply(signal.to_type(float32), weight, weights[$"{Name}.bias"]);
        }

        var upsampled = nn.functional.interpolate(signal.relu(), [size.Height, size.Width], mode: InterpolationMode.Nearest);
        return Apply(weights, upsampled);
    }

    public string Describe(OnnxGraph graph, string images) => graph.Convolution(images, $"{Name}.weight", $"{Name}.bias");

    /// <summary>The layer and a rectifier, in whole numbers.</summary>
    /// <param name="range">See <see cref="Network.DescribeQuantized"/>.</param>
    public QuantizedSignal Describe(OnnxGraph graph, QuantizedSignal images, double range) =>
        graph.Convolution(images, $"{Name}.weight", $"{Name}.bias", range);

    /// <summary>The layer behind a resizing to <paramref name="size"/>; for one output channel only.</summary>
    public string DescribeResized(OnnxGraph graph, string images, string size) =>
        graph.ResizedConvolution(images, size, $"{Name}.weight", $"{Name}.bias");
}

/// <summary>Dense layer: [n, in] to [n, out].</summary>
/// <param name="Name">Its parameters are <c>{Name}.weight</c> [out, in] and <c>{Name}.bias</c> [out].</param>
/// <param name="Rectified">A rectifier follows. Logits are always computed in the parameters' own precision.</param>
internal sealed record Dense(string Name, int Inputs, int Outputs, bool Rectified = true)
{
    public IEnumerable<ParameterShape> Parameters =>
    [
        new($"{Name}.weight", [Outputs, Inputs], InitialWeights.Deviation(Inputs, Rectified)),
        new($"{Name}.bias", [Outputs], 0),
    ];

    public Tensor Apply(BoundWeights weights, Tensor features) =>
        Rectified
            ? nn.functional.linear(features.to_type(weights.Precision), weights.Reduced($"{Name}.weight"), weights.Reduced($"{Name}.bias"))
            : nn.functional.linear(features.to_type(weights[$"{Name}.weight"].dtype), weights[$"{Name}.weight"], weights[$"{Name}.bias"]);

    public string Describe(OnnxGraph graph, string features) => graph.Dense(features, $"{Name}.weight", $"{Name}.bias");

    public string Describe(OnnxGraph graph, QuantizedSignal features) => graph.Dense(features, $"{Name}.weight", $"{Name}.bias");
}

internal static class Pooling
{
    /// <summary>
    /// 2 × 2 maximum, then the rectifier: the same function as the other way round, with a quarter of the work and of
    /// the memory for the rectifier. Then dropout.
    /// </summary>
    /// <param name="roundUp">7 becomes 4 instead of 3.</param>
    public static Tensor Rectified(Tensor images, bool roundUp, Dropout dropout)
    {
        if (PoolBlock.Covers(images))
        {
            return PoolBlock.Apply(images, roundUp, dropout);
        }

        var pooled = nn.functional.max_pool2d(images, [2, 2], strides: [2, 2], ceil_mode: roundUp);
        return dropout.Apply(pooled.relu_());
    }

    public static string Describe(OnnxGraph graph, string images, bool roundUp) => graph.Relu(graph.MaxPool(images, roundUp));
}
