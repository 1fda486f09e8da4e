using Clearsight.Domain;
using Clearsight.Learning.Kernels;
using static TorchSharp.torch;

namespace Clearsight.Learning.Networks;

/// <summary>
/// Inverted dropout (Srivastava et al., 2014) with a random stream an image. libtorch's generator would make a training
/// depend on whatever else draws in the process, and takes fifty times as long a value.
/// </summary>
internal sealed class Dropout
{
    /// <summary>A decision takes 16 random bits: the rate holds to the nearest 65,536th.</summary>
    private const int Bits = 16;

    private readonly RandomStream[] _streams;
    private readonly uint _dropped;
    private readonly float _scale;

    private Dropout(double rate, RandomStream[] streams)
    {
        _streams = streams;
        _dropped = (uint)Math.Round(rate * (1 << Bits));
        _scale = (float)(1 / (1 - rate));
    }

    /// <summary>Lets everything through: what evaluation uses.</summary>
    public static Dropout None { get; } = new(0, []);

    /// <param name="rate">The share of activations dropped, 0 ≤ rate &lt; 1.</param>
    /// <param name="streams">One an image; equal streams drop the same.</param>
    public static Dropout Of(double rate, RandomStream[] streams) => rate == 0 ? None : new Dropout(rate, streams);

    /// <param name="activations">[n, channels, height, width], channels-last.</param>
    public Tensor Apply(Tensor activations)
    {
        if (_streams.Length == 0)
        {
            return activations;
        }

        var shape = activations.shape;
        var mask = empty(shape[0], shape[2], shape[3], shape[1]);
        var values = Values.Of(mask);
        var length = values.Length / _streams.Length;
        for (var image = 0; image < _streams.Length; image++)
        {
            Fill(values.Slice(image * length, length), _streams[image]);
        }

        return activations.mul(mask.to_type(activations.dtype).permute(0, 3, 1, 2));
    }

    private void Fill(Span<float> mask, RandomStream stream)
    {
        var bits = 0UL;
        for (var index = 0; index < mask.Length; index++, bits >>= Bits)
        {
            if (index % (64 / Bits) == 0)
            {
                bits = stream.Next();
            }

            mask[index] = (bits & ((1 << Bits) - 1)) < _dropped ? 0 : _scale;
        }
    }
}
