using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using Clearsight.Domain;
using Clearsight.Learning.Data;
using Clearsight.Learning.Kernels;
using Clearsight.Learning.Native;
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

    private readonly RandomStream[] _streams;
    private readonly ushort _dropped;
    private readonly float _scale;

    private Dropout(double rate, RandomStream[] streams)
    {
        _streams = streams;
        _dropped = (ushort)Math.Round(rate * (1 << Bits));
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
        var mask = empty(shape[0], shape[2], shape[3], shape[1], dtype: uint8);
        Draw(mask.bytes);
        return activations.mul(Numbers.With(_scale, mask.to_type(activations.dtype).mul_).permute(0, 3, 1, 2));
    }

    /// <summary>The same decisions for a kernel that applies them itself.</summary>
    /// <param name="activations">How many there are, channels-last.</param>
    /// <returns>In memory of the present dispose scope.</returns>
    public Kept Draw(long activations)
    {
        if (_streams.Length == 0)
        {
            return Kept.All;
        }

        var mask = empty(activations, dtype: uint8).bytes;
        Draw(mask);
        return new Kept(mask, _scale);
    }

    private void Draw(Span<byte> mask)
    {
        var length = mask.Length / _streams.Length;
        Span<ulong> draws = new ulong[((length * sizeof(ushort)) + sizeof(ulong) - 1) / sizeof(ulong)];
        for (var image = 0; image < _streams.Length; image++)
        {
            WideStream.Fill(_streams[image], draws);
            Decide(MemoryMarshal.Cast<ulong, ushort>(draws), mask.Slice(image * length, length));
        }
    }

    /// <summary>
    /// 1 for what stays, 0 for what is dropped. Without branches: a processor cannot guess what is random, and every wrong
    /// guess costs it 20 values.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Decide(ReadOnlySpan<ushort> decisions, Span<byte> mask)
    {
        var dropped = Vector512.Create(_dropped);
        var index = 0;
        for (; index + Vector512<byte>.Count <= mask.Length; index += Vector512<byte>.Count)
        {
            var lower = Vector512.GreaterThanOrEqual(Vector512.Create(decisions[index..]), dropped);
            var upper = Vector512.GreaterThanOrEqual(Vector512.Create(decisions[(index + Vector512<ushort>.Count)..]), dropped);
            (Vector512.Narrow(lower, upper) & Vector512<byte>.One).CopyTo(mask[index..]);
        }

        for (; index < mask.Length; index++)
        {
            mask[index] = decisions[index] >= _dropped ? (byte)1 : (byte)0;
        }
    }
}
