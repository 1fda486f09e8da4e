using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using Clearsight.Domain;
using Clearsight.Learning.Kernels;
using static TorchSharp.torch;

namespace Clearsight.Learning.Networks;

/// <summary>
/// Inverted dropout (Srivastava et al., 2014) with a random stream an image. libtorch's generator would make a training
/// depend on whatever else draws in the process, and takes ten times as long.
/// </summary>
internal sealed class Dropout
{
    /// <summary>A decision takes 16 random bits: the rate holds to the nearest 65,536th.</summary>
    private const int Bits = 16;

    private const int DrawsAtOnce = 64;

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
        Span<ulong> draws = stackalloc ulong[DrawsAtOnce];
        var decisions = MemoryMarshal.Cast<ulong, ushort>(draws);
        for (var first = 0; first < mask.Length; first += decisions.Length)
        {
            stream.Fill(draws);
            Decide(decisions, mask[first..Math.Min(first + decisions.Length, mask.Length)]);
        }
    }

    /// <summary>Without branches: a processor cannot guess what is random, and every wrong guess costs it 20 values.</summary>
    private void Decide(ReadOnlySpan<ushort> decisions, Span<float> mask)
    {
        var (dropped, scale) = (Vector512.Create(_dropped), Vector512.Create(_scale));
        var index = 0;
        for (; index + Vector512<ushort>.Count <= mask.Length; index += Vector512<ushort>.Count)
        {
            var (lower, upper) = Vector512.Widen(Vector512.Create(decisions[index..]));
            (Vector512.GreaterThanOrEqual(lower, dropped).AsSingle() & scale).CopyTo(mask[index..]);
            (Vector512.GreaterThanOrEqual(upper, dropped).AsSingle() & scale).CopyTo(mask[(index + Vector512<uint>.Count)..]);
        }

        for (; index < mask.Length; index++)
        {
            mask[index] = decisions[index] >= _dropped ? _scale : 0;
        }
    }
}
