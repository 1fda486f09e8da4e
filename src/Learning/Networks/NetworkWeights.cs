using Clearsight.Domain;
using Clearsight.Learning.Checkpoints;
using static TorchSharp.torch;

namespace Clearsight.Learning.Networks;

/// <summary>
/// The numbers of one network, in one flat tensor: weights first, then biases. The optimizer then needs a handful of
/// operations a step instead of ten a parameter, and decays the weights, but not the biases, by a single slice.
/// Convolution weights lie there in the order output, height, width, input, so that libtorch computes channels-last.
/// </summary>
internal sealed class NetworkWeights : IDisposable
{
    private readonly Network _network;
    private readonly ParameterShape[] _layout;
    private readonly long[] _counts;
    private readonly string? _frozen;

    private NetworkWeights(Network network, string? frozen = null)
    {
        (_network, _frozen) = (network, frozen);
        _layout = [.. network.Parameters.OrderBy(parameter => parameter.IsBias)];
        _counts = [.. _layout.Select(parameter => (long)parameter.Count)];
        Flat = zeros(network.ParameterCount).DetachFromDisposeScope();
        Flat.requires_grad = true;
        Trained = FindTrained();
    }

    /// <summary>All parameters, [count], a leaf of the gradient's graph.</summary>
    public Tensor Flat { get; }

    /// <summary>
    /// The parts of <see cref="Flat"/> that a training may change: weights, then biases, without those that are frozen.
    /// </summary>
    public IReadOnlyList<TrainedPart> Trained { get; }

    /// <summary>Draws the starting weights; each parameter from a stream of its own, so that equal layers of two networks start equal.</summary>
    /// <param name="frozen">Parameters whose names begin with this get no gradient and are not <see cref="Trained"/>.</param>
    public static NetworkWeights Initialize(Network network, ulong seed, string? frozen = null)
    {
        var weights = new NetworkWeights(network, frozen);
        weights.Write(parameter => StartingValues(parameter, seed));
        return weights;
    }

    /// <exception cref="SafetensorsException">The tensors are not those of the network.</exception>
    public static NetworkWeights From(Network network, IReadOnlyList<NamedTensor> tensors)
    {
        var weights = new NetworkWeights(network);
        try
        {
            weights.Load(tensors);
            return weights;
        }
        catch
        {
            weights.Dispose();
            throw;
        }
    }

    /// <summary>Replaces all values.</summary>
    /// <exception cref="SafetensorsException">The tensors are not those of the network.</exception>
    public void Load(IReadOnlyList<NamedTensor> tensors)
    {
        if (tensors.Count != _network.Parameters.Count)
        {
            throw new SafetensorsException($"Network '{_network.Id}' has {_network.Parameters.Count} tensors, not {tensors.Count}.");
        }

        TakeOver(tensors, prefix: "");
    }

    /// <summary>Takes over the values of all tensors that <paramref name="tensors"/> has under <paramref name="prefix"/>.</summary>
    /// <exception cref="SafetensorsException">One of the network's parameters under the prefix is missing or has another shape.</exception>
    public void TakeOver(IReadOnlyList<NamedTensor> tensors, string prefix)
    {
        var byName = tensors.ToDictionary(tensor => tensor.Name, StringComparer.Ordinal);
        Write(parameter => parameter.Name.StartsWith(prefix, StringComparison.Ordinal) ? Values(byName, parameter) : null);
    }

    /// <summary>The parameters in their own shapes, as views of <see cref="Flat"/> in the present dispose scope.</summary>
    public BoundWeights Bind(ScalarType precision = ScalarType.Float32) => Bind(Flat, precision);

    /// <summary>The same of another tensor in the layout of <see cref="Flat"/>.</summary>
    public BoundWeights Bind(Tensor flat, ScalarType precision = ScalarType.Float32)
    {
        // One split has one gradient operation, which puts the flat gradient together at once.
        var pieces = flat.split(_counts);
        return new BoundWeights(
            _layout.Select((parameter, index) => (
                parameter.Name,
                View(IsFrozen(parameter) ? pieces[index].detach() : pieces[index], parameter.Shape))),
            precision);
    }

    /// <summary>Copies, in the network's own shapes (convolutions output, input, height, width), ready for a file.</summary>
    public IReadOnlyList<NamedTensor> ToNamedTensors()
    {
        using var scope = NewDisposeScope();
        using var noGradient = no_grad();
        var bound = Bind();
        return [.. _layout.Select(parameter => new NamedTensor(
            parameter.Name, parameter.Shape, bound[parameter.Name].contiguous().data<float>().ToArray()))];
    }

    public void Dispose() => Flat.Dispose();

    private void Write(Func<ParameterShape, float[]?> values)
    {
        using var scope = NewDisposeScope();
        using var noGradient = no_grad();
        var bound = Bind();
        foreach (var parameter in _layout)
        {
            if (values(parameter) is { } numbers)
            {
                bound[parameter.Name].copy_(tensor(numbers, [.. parameter.Shape.Select(size => (long)size)]));
            }
        }
    }

    private bool IsFrozen(ParameterShape parameter) => _frozen is not null && parameter.Name.StartsWith(_frozen, StringComparison.Ordinal);

    private List<TrainedPart> FindTrained()
    {
        var (parts, start) = (new List<TrainedPart>(), 0);
        foreach (var parameter in _layout)
        {
            var end = start + parameter.Count;
            if (!IsFrozen(parameter))
            {
                if (parts is [.., var last] && last.End == start && last.IsBias == parameter.IsBias)
                {
                    parts[^1] = last with { End = end };
                }
                else
                {
                    parts.Add(new TrainedPart(start, end, parameter.IsBias));
                }
            }

            start = end;
        }

        return parts;
    }

    private static Tensor View(Tensor piece, IReadOnlyList<int> shape) => shape.Count == 4
        ? piece.view(shape[0], shape[2], shape[3], shape[1]).permute(0, 3, 1, 2)
        : piece.view([.. shape.Select(size => (long)size)]);

    private static float[] StartingValues(ParameterShape parameter, ulong seed)
    {
        var values = new float[parameter.Count];
        var stream = new RandomStream(seed, $"weights/{parameter.Name}");
        for (var index = 0; index < values.Length && parameter.InitialDeviation > 0; index++)
        {
            values[index] = (float)(parameter.InitialDeviation * Normal(stream));
        }

        return values;
    }

    private float[] Values(Dictionary<string, NamedTensor> tensors, ParameterShape parameter)
    {
        if (!tensors.TryGetValue(parameter.Name, out var tensor))
        {
            throw new SafetensorsException($"Network '{_network.Id}' needs a tensor '{parameter.Name}', which the file does not have.");
        }

        return tensor.Shape.SequenceEqual(parameter.Shape)
            ? tensor.Values
            : throw new SafetensorsException(
                $"Tensor '{parameter.Name}' of network '{_network.Id}' must be [{string.Join(", ", parameter.Shape)}], not [{string.Join(", ", tensor.Shape)}].");
    }

    /// <summary>Standard normal (Box and Muller, 1958).</summary>
    private static double Normal(RandomStream stream) =>
        Math.Sqrt(-2 * Math.Log(1 - stream.NextDouble())) * Math.Cos(2 * Math.PI * stream.NextDouble());
}

/// <summary>A run of values in <see cref="NetworkWeights.Flat"/> that a training changes.</summary>
/// <param name="End">The first value that no longer belongs to it.</param>
internal sealed record TrainedPart(int Start, int End, bool IsBias);
