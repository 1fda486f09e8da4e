using Clearsight.Learning.Export;
using Clearsight.Learning.Native;
using static TorchSharp.torch;

namespace Clearsight.Learning.Networks;

/// <summary>
/// Convolution of a rectified signal by standardised weights (Qiao et al., "Micro-Batch Training with
/// Batch-Channel Normalization and Weight Standardization", 2019), scaled to keep the variance of the signal (Brock et al.,
/// "Characterizing signal propagation to close the performance gap in unnormalized ResNets", 2021): what batch
/// normalisation does for the training, without looking at a batch. [n, in, h, w] to [n, out, ⌈h / stride⌉, ⌈w / stride⌉].
/// </summary>
/// <param name="Name">
/// Its parameters are <c>{Name}.weight</c> [out, in, side, side], of which only the direction counts, <c>{Name}.gain</c>
/// [out], which is what the gain of an output channel differs by from <paramref name="StartingGain"/>, and
/// <c>{Name}.bias</c> [out].
/// </param>
/// <param name="Side">Odd; the padding is "same".</param>
internal sealed record StandardizedConvolution(string Name, int Inputs, int Outputs, int Side = 3, int Stride = 1, double StartingGain = 1)
{
    /// <summary>Far below the squared length of any kernel that is trained.</summary>
    private const double Epsilon = 1e-12;

    /// <summary>A rectifier leaves a standard normal signal a variance of (1 - 1 / π) / 2.</summary>
    private static readonly double _rectifierGain = Math.Sqrt(2 / (1 - (1 / Math.PI)));

    public IEnumerable<ParameterShape> Parameters =>
    [
        new($"{Name}.weight", [Outputs, Inputs, Side, Side], InitialWeights.Deviation(Inputs * Side * Side, rectified: true)),
        new($"{Name}.gain", [Outputs], 0),
        new($"{Name}.bias", [Outputs], 0),
    ];

    public Tensor Apply(BoundWeights weights, Tensor signal)
    {
        var weight = weights[$"{Name}.weight"];
        var centred = weight.sub(weight.mean([1, 2, 3], keepdim: true));
        var squaredLength = (centred * centred).sum([1, 2, 3], keepdim: true).Plus(Epsilon);
        var gain = Numbers.With(_rectifierGain, weights[$"{Name}.gain"].Plus(StartingGain).mul);
        var scale = gain.view(-1, 1, 1, 1) * squaredLength.rsqrt();
        return nn.functional.conv2d(
            signal, (centred * scale).to_type(weights.Precision), weights.Reduced($"{Name}.bias"), strides: [Stride, Stride], padding: [Side / 2, Side / 2]);
    }

    public string Describe(OnnxGraph graph, string signal)
    {
        var (kernels, gains) = (graph.Parameter($"{Name}.weight").Values, graph.Parameter($"{Name}.gain").Values);
        var size = Inputs * Side * Side;
        var scaled = new float[kernels.Length];
        for (var output = 0; output < Outputs; output++)
        {
            var kernel = kernels.AsSpan(output * size, size);
            Standardize(kernel, (gains[output] + StartingGain) * _rectifierGain, scaled.AsSpan(output * size, size));
        }

        return graph.Convolution(signal, $"{Name}.weight", scaled, $"{Name}.bias", Stride);
    }

    private static void Standardize(ReadOnlySpan<float> kernel, double gain, Span<float> scaled)
    {
        var (sum, squares) = (0.0, 0.0);
        foreach (var value in kernel)
        {
            sum += value;
        }

        var mean = sum / kernel.Length;
        foreach (var value in kernel)
        {
            squares += (value - mean) * (value - mean);
        }

        var scale = gain / Math.Sqrt(squares + Epsilon);
        for (var index = 0; index < kernel.Length; index++)
        {
            scaled[index] = (float)((kernel[index] - mean) * scale);
        }
    }
}
