using System.Buffers.Binary;
using Clearsight.Learning.Checkpoints;
using Clearsight.Learning.Export.Format;
using Google.Protobuf;

namespace Clearsight.Learning.Export;

/// <summary>
/// Builds an ONNX graph node by node. Every method appends one operator and returns the name of its output; names
/// count upwards, so the same calls always give the same bytes.
/// </summary>
/// <param name="weights">The network's trained parameters.</param>
internal sealed partial class OnnxGraph(string name, IReadOnlyList<NamedTensor> weights)
{
    /// <summary>Resize takes sizes of chosen axes only from operator set 18 on; ONNX Runtime 1.15 and newer read 19.</summary>
    private const int OperatorSetVersion = 19;
    private const int IrVersion = 9;

    private readonly Graph _graph = new() { Name = name };
    private readonly Dictionary<string, NamedTensor> _weights = weights.ToDictionary(tensor => tensor.Name, StringComparer.Ordinal);

    /// <param name="shape">Numbers, or names of dimensions that are free.</param>
    public string Input(string input, params ReadOnlySpan<string> shape)
    {
        _graph.Input.Add(Value(input, shape));
        return input;
    }

    /// <summary>Gives a value the name under which the model answers it.</summary>
    public void Output(string value, string output, params ReadOnlySpan<string> shape)
    {
        _graph.Output.Add(Value(output, shape));
        _graph.Node.Add(new Node { OpType = "Identity", Name = output, Input = { value }, Output = { output } });
    }

    /// <summary>A 3 × 3 convolution with padding "same".</summary>
    /// <param name="weight">The name of a parameter [out, in, 3, 3].</param>
    /// <param name="bias">The name of a parameter [out].</param>
    public string Convolution(string x, string weight, string bias) =>
        Add("Conv", [x, Weight(weight), Weight(bias)], Ints("kernel_shape", 3, 3), Ints("pads", 1, 1, 1, 1));

    public string Relu(string x) => Add("Relu", [x]);

    /// <summary>Halves height and width. An odd size is rounded up, or the last row and column dropped.</summary>
    public string MaxPool(string x, bool roundUp) =>
        Add("MaxPool", [x], Ints("kernel_shape", 2, 2), Ints("strides", 2, 2), Int("ceil_mode", roundUp ? 1 : 0));

    /// <summary>Height and width of <paramref name="x"/>, as the network sees them when it runs.</summary>
    public string Size(string x) => Add("Shape", [x], Int("start", 2));

    /// <summary>Repeats pixels until height and width are <paramref name="size"/>.</summary>
    public string ResizeNearest(string x, string size) =>
        // Asymmetric and floor together are what libtorch calls "nearest": source = floor(target × in / out).
        Add("Resize", [x, "", "", size], Ints("axes", 2, 3), Text("mode", "nearest"),
            Text("coordinate_transformation_mode", "asymmetric"), Text("nearest_mode", "floor"));

    /// <summary>
    /// <see cref="ResizeNearest"/> and then a <see cref="Convolution(string, string, string)"/> to one channel, in a third of the time: what a
    /// pixel adds to each of its nine neighbours is computed before the pixel is repeated, so that 9 channels are resized
    /// instead of all, and a second convolution only moves them to their places and sums them up. The same function for
    /// any size, as repeating pixels and mixing their channels commute.
    /// </summary>
    /// <param name="weight">The name of a parameter [1, in, 3, 3].</param>
    public string ResizedConvolution(string x, string size, string weight, string bias)
    {
        const int Taps = 9;
        var kernel = _weights[weight].Values;
        var channels = kernel.Length / Taps;
        var (mix, move) = (new float[Taps * channels], new float[Taps * Taps]);
        for (var tap = 0; tap < Taps; tap++)
        {
            move[tap * Taps + tap] = 1;
            for (var channel = 0; channel < channels; channel++)
            {
                mix[tap * channels + channel] = kernel[channel * Taps + tap];
            }
        }

        var mixed = Add("Conv", [x, Constant($"{weight}.mix", [Taps, channels, 1, 1], mix)], Ints("kernel_shape", 1, 1));
        return Add("Conv", [ResizeNearest(mixed, size), Constant($"{weight}.move", [1, Taps, 3, 3], move), Weight(bias)],
            Ints("kernel_shape", 3, 3), Ints("pads", 1, 1, 1, 1));
    }

    /// <summary>From [N, C, H, W] to [N, C × H × W].</summary>
    public string Flatten(string x) => Add("Flatten", [x], Int("axis", 1));

    /// <summary>A fully connected layer.</summary>
    /// <param name="weight">The name of a parameter [out, in].</param>
    /// <param name="bias">The name of a parameter [out].</param>
    public string Dense(string x, string weight, string bias) =>
        Add("Gemm", [x, Weight(weight), Weight(bias)], Int("transB", 1));

    public string Sigmoid(string x) => Add("Sigmoid", [x]);

    /// <param name="divisor">The name of the constant that <paramref name="value"/> gets in the graph.</param>
    public string Divided(string x, string divisor, float value) => Add("Div", [x, Constant(divisor, [], [value])]);

    public string Softmax(string x) => Add("Softmax", [x], Int("axis", 1));

    /// <param name="metadata">Stays with the model for whoever runs it; written in this order.</param>
    public Model ToModel(params ReadOnlySpan<(string Key, string Value)> metadata)
    {
        var model = new Model
        {
            IrVersion = IrVersion,
            ProducerName = "clearsight",
            OpsetImport = { new OperatorSet { Version = OperatorSetVersion } },
            Graph = _graph,
        };
        foreach (var (key, value) in metadata)
        {
            model.MetadataProps.Add(new Metadata { Key = key, Value = value });
        }

        return model;
    }

    private string Add(string operation, ReadOnlySpan<string> inputs, params ReadOnlySpan<Format.Attribute> attributes)
    {
        var node = new Node { OpType = operation, Name = $"{operation.ToLowerInvariant()}-{_graph.Node.Count}" };
        foreach (var input in inputs)
        {
            node.Input.Add(input);
        }

        foreach (var attribute in attributes)
        {
            node.Attribute.Add(attribute);
        }

        node.Output.Add(node.Name);
        _graph.Node.Add(node);
        return node.Name;
    }

    /// <summary>Takes a parameter into the graph; no two layers share one.</summary>
    private string Weight(string name)
    {
        var weight = _weights[name];
        return Constant(name, [.. weight.Shape.Select(size => (long)size)], weight.Values);
    }

    private string Constant(string name, long[] shape, float[] values)
    {
        var bytes = new byte[values.Length * sizeof(float)];
        for (var index = 0; index < values.Length; index++)
        {
            BinaryPrimitives.WriteSingleLittleEndian(bytes.AsSpan(index * sizeof(float)), values[index]);
        }

        _graph.Initializer.Add(new Tensor
        {
            Name = name,
            DataType = Tensor.Types.DataType.Float,
            Dims = { shape },
            RawData = UnsafeByteOperations.UnsafeWrap(bytes),
        });
        return name;
    }

    private static ValueInfo Value(string name, ReadOnlySpan<string> dimensions)
    {
        var shape = new Shape();
        foreach (var dimension in dimensions)
        {
            shape.Dim.Add(long.TryParse(dimension, out var length)
                ? new Shape.Types.Dimension { DimValue = length }
                : new Shape.Types.Dimension { DimParam = dimension });
        }

        var tensor = new ValueKind.Types.TensorType { ElemType = Tensor.Types.DataType.Float, Shape = shape };
        return new ValueInfo { Name = name, Type = new ValueKind { TensorType = tensor } };
    }

    private static Format.Attribute Int(string name, long value) =>
        new() { Name = name, Type = Format.Attribute.Types.Type.Int, I = value };

    private static Format.Attribute Ints(string name, params long[] values) =>
        new() { Name = name, Type = Format.Attribute.Types.Type.Ints, Ints = { values } };

    private static Format.Attribute Text(string name, string value) =>
        new() { Name = name, Type = Format.Attribute.Types.Type.String, S = ByteString.CopyFromUtf8(value) };
}
