using Clearsight.Learning.Export;
using static TorchSharp.torch;

namespace Clearsight.Learning.Networks;

/// <summary>
/// The way down of <see cref="DenoisingAutoencoder"/>, which <see cref="EncoderClassifier"/> takes over: 64, 32 and 16
/// channels, each followed by a pooling that rounds up (28 → 14 → 7 → 4). Parameters <c>encoder.{0,1,2}</c>.
/// </summary>
internal sealed class Encoder
{
    private readonly Convolution[] _layers =
    [
        new("encoder.0", 1, 64),
        new("encoder.1", 64, 32),
        new("encoder.2", 32, 16),
    ];

    public IEnumerable<ParameterShape> Parameters => _layers.SelectMany(layer => layer.Parameters);

    /// <param name="images">[n, 1, height, width]</param>
    /// <param name="beforePooling">Hears the height and width that each pooling will halve.</param>
    /// <returns>[n, 16, ⌈height / 8⌉, ⌈width / 8⌉]</returns>
    public Tensor Apply(BoundWeights weights, Tensor images, Action<(long Height, long Width)>? beforePooling = null)
    {
        var signal = images;
        foreach (var layer in _layers)
        {
            beforePooling?.Invoke((signal.shape[2], signal.shape[3]));
            signal = layer.ApplyPooled(weights, signal, roundUp: true, Dropout.None);
        }

        return signal;
    }

    /// <param name="beforePooling">Hears the name of each signal whose height and width a pooling will halve.</param>
    public string Describe(OnnxGraph graph, string images, Action<string>? beforePooling = null)
    {
        var signal = images;
        foreach (var layer in _layers)
        {
            beforePooling?.Invoke(signal);
            signal = Pooling.Describe(graph, layer.Describe(graph, signal), roundUp: true);
        }

        return signal;
    }
}
