using System.Runtime.InteropServices;
using Clearsight.Learning.Export.Format;
using Google.Protobuf;

namespace Clearsight.Learning.Export;

/// <summary>
/// Layers in whole numbers of eight bits: a signal is an unsigned byte times its step, a weight a signed byte times the step
/// of its output channel, and what is summed up has 32 bits (Jacob et al., "Quantization and Training of Neural Networks for
/// Efficient Integer-Arithmetic-Only Inference", 2018).
/// </summary>
internal sealed partial class OnnxGraph
{
    /// <param name="range">The largest value that is told apart; larger ones become it, and negative ones zero.</param>
    public QuantizedSignal Quantize(string x, double range)
    {
        var step = Step(range);
        return new QuantizedSignal(Add("QuantizeLinear", [x, Number(step), ZeroByte()]), step);
    }

    /// <summary>A 3 × 3 convolution with padding "same", and a rectifier: what is negative is cut off with what is too large.</summary>
    /// <param name="weight">The name of a parameter [out, in, 3, 3].</param>
    /// <param name="bias">The name of a parameter [out].</param>
    /// <param name="range">Of the result.</param>
    public QuantizedSignal Convolution(QuantizedSignal x, string weight, string bias, double range)
    {
        var (steps, step) = (QuantizedWeight(weight, transposed: false), Step(range));
        var biases = _weights[bias].Values.Select((value, channel) => (int)Math.Round(value / ((double)steps[channel] * x.Step))).ToArray();
        return new QuantizedSignal(
            Add("QLinearConv",
                [
                    x.Name, Number(x.Step), ZeroByte(),
                    weight, Constant($"{weight}.step", [steps.Length], steps), Constant($"{weight}.zero", [steps.Length], new sbyte[steps.Length]),
                    Number(step), ZeroByte(),
                    Constant(bias, Tensor.Types.DataType.Int32, [biases.Length], MemoryMarshal.AsBytes<int>(biases)),
                ],
                Ints("kernel_shape", 3, 3), Ints("pads", 1, 1, 1, 1)),
            step);
    }

    public QuantizedSignal MaxPool(QuantizedSignal x, bool roundUp) => x with { Name = MaxPool(x.Name, roundUp) };

    public QuantizedSignal Flatten(QuantizedSignal x) => x with { Name = Flatten(x.Name) };

    /// <summary>A fully connected layer, whose result has a fraction again.</summary>
    /// <param name="weight">The name of a parameter [out, in].</param>
    /// <param name="bias">The name of a parameter [out].</param>
    public string Dense(QuantizedSignal x, string weight, string bias)
    {
        var steps = QuantizedWeight(weight, transposed: true);
        var sums = ToFloat(Add("MatMulInteger", [x.Name, weight, ZeroByte(), Shared("zero-weight", name => Constant(name, [], new sbyte[1]))]));
        var scaled = Multiply(sums, Constant($"{weight}.step", [steps.Length], [.. steps.Select(step => step * x.Step)]));
        return Add(scaled, Weight(bias));
    }

    private static float Step(double range) => (float)(range / byte.MaxValue);

    private string ZeroByte() => Shared("zero", name => Constant(name, Tensor.Types.DataType.Uint8, [], [0]));

    /// <summary>Takes a parameter into the graph, each output channel as fine as its largest weight allows.</summary>
    /// <param name="transposed">[in, out] in place of [out, in].</param>
    /// <returns>The step of each output channel.</returns>
    private float[] QuantizedWeight(string name, bool transposed)
    {
        var weight = _weights[name];
        var (channels, count) = (weight.Shape[0], weight.Values.Length / weight.Shape[0]);
        var (steps, quantized) = (new float[channels], new sbyte[weight.Values.Length]);
        for (var channel = 0; channel < channels; channel++)
        {
            var values = weight.Values.AsSpan(channel * count, count);
            var largest = System.Numerics.Tensors.TensorPrimitives.MaxMagnitude<float>(values);
            // A channel of zeros stays one with any step.
            steps[channel] = Math.Abs(largest) is var range && range > 0 ? range / sbyte.MaxValue : 1;
            for (var index = 0; index < count; index++)
            {
                quantized[transposed ? (index * channels) + channel : (channel * count) + index] = (sbyte)MathF.Round(values[index] / steps[channel]);
            }
        }

        Constant(name, transposed ? [count, channels] : [.. weight.Shape.Select(size => (long)size)], quantized);
        return steps;
    }

    private string Constant(string name, long[] shape, sbyte[] values) =>
        Constant(name, Tensor.Types.DataType.Int8, shape, MemoryMarshal.AsBytes<sbyte>(values));

    private string Constant(string name, Tensor.Types.DataType type, long[] shape, ReadOnlySpan<byte> bytes)
    {
        _graph.Initializer.Add(new Tensor { Name = name, DataType = type, Dims = { shape }, RawData = ByteString.CopyFrom(bytes) });
        return name;
    }
}

/// <summary>An unsigned byte a value.</summary>
/// <param name="Step">What one of them stands for.</param>
internal sealed record QuantizedSignal(string Name, float Step);
