using Clearsight.Learning.Export;
using static TorchSharp.torch;

namespace Clearsight.Learning.Networks;

/// <summary>Convolutions, each followed by a 2 × 2 pooling, a rectifier and dropout: how the report's networks begin.</summary>
/// <param name="roundUp">7 becomes 4 instead of 3.</param>
internal sealed class PooledConvolutions(bool roundUp, params Convolution[] layers)
{
    public int Count => layers.Length;

    public IEnumerable<ParameterShape> Parameters => layers.SelectMany(layer => layer.Parameters);

    /// <summary>
    /// The way down of <see cref="DenoisingAutoencoder"/>, which <see cref="EncoderClassifier"/> takes over: 64, 32 and 16
    /// channels, 28 → 14 → 7 → 4. Parameters <c>encoder.{0,1,2}</c>.
    /// </summary>
    public static PooledConvolutions Encoder() => new(roundUp: true, new("encoder.0", 1, 64), new("encoder.1", 64, 32), new("encoder.2", 32, 16));

    /// <param name="images">[n, 1, height, width]</param>
    /// <returns>[n, out, height, width] of each layer.</returns>
    public IReadOnlyList<Tensor> Apply(BoundWeights weights, Tensor images, Dropout dropout)
    {
        var signals = new Tensor[layers.Length];
        for (var layer = 0; layer < signals.Length; layer++)
        {
            signals[layer] = layers[layer].ApplyPooled(weights, layer == 0 ? images : signals[layer - 1], roundUp, dropout);
        }

        return signals;
    }

    /// <param name="beforePooling">Hears the name of each signal whose height and width a pooling will halve.</param>
    public string Describe(OnnxGraph graph, string images, Action<string>? beforePooling = null)
    {
        var signal = images;
        foreach (var layer in layers)
        {
            beforePooling?.Invoke(signal);
            signal = Pooling.Describe(graph, layer.Describe(graph, signal), roundUp);
        }

        return signal;
    }

    /// <inheritdoc cref="Network.DescribeQuantized"/>
    /// <remarks>
    /// The first layer stays in floating point: with one channel in, nine products a value are too few to win back what it costs to
    /// gather and to round them. What becomes a byte is what is left of it after the pooling, and what is negative becomes zero with it.
    /// </remarks>
    /// <returns>The signal of the last layer, flattened.</returns>
    public QuantizedSignal DescribeQuantized(OnnxGraph graph, string images, IReadOnlyList<double> ranges)
    {
        var signal = graph.Quantize(graph.MaxPool(layers[0].Describe(graph, images), roundUp), ranges[0]);
        foreach (var (layer, range) in layers.Zip(ranges).Skip(1))
        {
            signal = graph.MaxPool(layer.Describe(graph, signal, range), roundUp);
        }

        return graph.Flatten(signal);
    }
}
