using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Clearsight.Learning.Kernels;

/// <summary>
/// The first block of every network here in one pass: a 3 × 3 convolution of one grey channel ("same" padding),
/// 2 × 2 maximum pooling, ReLU and dropout. libtorch writes the full-size activations to memory three times and reads them as
/// often, for a few operations a value; this keeps a pooling window in registers. Forward and backward
/// together take a tenth of the time (docs/lab-log.md).
/// </summary>
/// <remarks>
/// Layouts: images <c>[n, height, width]</c>, weights <c>[9, channels]</c> with the tap first, activations
/// <c>[n, height / 2, width / 2, channels]</c> (channels last) in float32 (<see cref="float"/>) or bfloat16
/// (<see cref="ushort"/>). Height and width are even, channels a multiple of 16. Adds run in a fixed order, so that equal inputs give equal bits.
/// </remarks>
internal static unsafe class ConvolutionPoolRelu
{
    private const int VectorLength = 16;

    /// <param name="output">The activations.</param>
    /// <param name="winners">For each activation the window's position that it came from (0..3), or that none did.</param>
    public static void Forward<T>(
        ReadOnlySpan<float> images, ImageGrid grid, ReadOnlySpan<float> weights, ReadOnlySpan<float> bias, Kept kept, Span<T> output, Span<byte> winners)
        where T : unmanaged
    {
        grid.Check(images.Length, weights.Length, bias.Length, output.Length, winners.Length);
        var scale = Vector512.Create(kept.Scale);
        var padded = stackalloc float[grid.PaddedLength];
        new Span<float>(padded, grid.PaddedLength).Clear();
        fixed (float* weight = weights, biases = bias)
        fixed (T* activations = output)
        fixed (byte* winner = winners, mask = kept.Mask)
        {
            for (var image = 0; image < grid.Count; image++)
            {
                grid.Pad(images, image, padded);
                for (var channel = 0; channel < grid.Channels; channel += VectorLength)
                {
                    var start = ((long)image * grid.OutputsPerImage) + channel;
                    ForwardChannels(
                        padded, grid, weight + channel, biases + channel, mask is null ? null : mask + start, scale, activations + start, winner + start);
                }
            }
        }
    }

    /// <summary>Adds the gradients of weights and bias over all images to <paramref name="weightGradients"/> and <paramref name="biasGradients"/>.</summary>
    /// <param name="gradients">Of the activations.</param>
    /// <param name="winners">As <see cref="Forward"/> left them.</param>
    /// <param name="scale">That of the dropout.</param>
    public static void Backward<T>(
        ReadOnlySpan<float> images, ImageGrid grid, ReadOnlySpan<T> gradients, ReadOnlySpan<byte> winners, float scale, Span<float> weightGradients, Span<float> biasGradients)
        where T : unmanaged
    {
        grid.Check(images.Length, weightGradients.Length, biasGradients.Length, gradients.Length, winners.Length);
        var padded = stackalloc float[grid.PaddedLength];
        new Span<float>(padded, grid.PaddedLength).Clear();
        fixed (float* weight = weightGradients, biases = biasGradients)
        fixed (T* gradient = gradients)
        fixed (byte* winner = winners)
        {
            for (var image = 0; image < grid.Count; image++)
            {
                grid.Pad(images, image, padded);
                for (var channel = 0; channel < grid.Channels; channel += VectorLength)
                {
                    var start = ((long)image * grid.OutputsPerImage) + channel;
                    BackwardChannels(padded, grid, gradient + start, winner + start, Vector512.Create(scale), weight + channel, biases + channel);
                }
            }
        }
    }

    /// <summary>Sixteen channels of one image. A window needs a 4 × 4 patch of the padded image; a row of it at a time.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void ForwardChannels<T>(
        float* padded, ImageGrid grid, float* weights, float* bias, byte* mask, Vector512<float> scale, T* output, byte* winners)
        where T : unmanaged
    {
        int stride = grid.PaddedWidth, channels = grid.Channels;
        Vector512<float> w0 = Load(weights, 0, channels), w1 = Load(weights, 1, channels), w2 = Load(weights, 2, channels);
        Vector512<float> w3 = Load(weights, 3, channels), w4 = Load(weights, 4, channels), w5 = Load(weights, 5, channels);
        Vector512<float> w6 = Load(weights, 6, channels), w7 = Load(weights, 7, channels), w8 = Load(weights, 8, channels);
        var b = Vector512.Load(bias);
        for (var y = 0; y < grid.Height; y += 2)
        {
            var row = padded + (y * stride);
            for (var x = 0; x < grid.Width; x += 2, row += 2, output += channels, winners += channels)
            {
                float* second = row + stride, third = second + stride, fourth = third + stride;
                Vector512<float> topLeft = b, topRight = b, bottomLeft = b, bottomRight = b;
                Add(row[0], w0, ref topLeft);
                Add(row[1], w1, w0, ref topLeft, ref topRight);
                Add(row[2], w2, w1, ref topLeft, ref topRight);
                Add(row[3], w2, ref topRight);
                Add(second[0], w3, w0, ref topLeft, ref bottomLeft);
                Add(second[1], w4, w3, ref topLeft, ref topRight);
                Add(second[1], w1, w0, ref bottomLeft, ref bottomRight);
                Add(second[2], w5, w4, ref topLeft, ref topRight);
                Add(second[2], w2, w1, ref bottomLeft, ref bottomRight);
                Add(second[3], w5, w2, ref topRight, ref bottomRight);
                Add(third[0], w6, w3, ref topLeft, ref bottomLeft);
                Add(third[1], w7, w6, ref topLeft, ref topRight);
                Add(third[1], w4, w3, ref bottomLeft, ref bottomRight);
                Add(third[2], w8, w7, ref topLeft, ref topRight);
                Add(third[2], w5, w4, ref bottomLeft, ref bottomRight);
                Add(third[3], w8, w5, ref topRight, ref bottomRight);
                Add(fourth[0], w6, ref bottomLeft);
                Add(fourth[1], w7, w6, ref bottomLeft, ref bottomRight);
                Add(fourth[2], w8, w7, ref bottomLeft, ref bottomRight);
                Add(fourth[3], w8, ref bottomRight);
                var largest = PoolWindow.Largest(topLeft, topRight, bottomLeft, bottomRight, out var winner);
                VectorFloats.Store(Kept.Apply(mask, scale, largest, ref winner), output);
                VectorBytes.StoreBytes(winner, winners);
                mask = mask is null ? null : mask + channels;
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void BackwardChannels<T>(
        float* padded, ImageGrid grid, T* gradients, byte* winners, Vector512<float> scale, float* weights, float* bias)
        where T : unmanaged
    {
        int stride = grid.PaddedWidth, channels = grid.Channels;
        Vector512<float> w0 = Load(weights, 0, channels), w1 = Load(weights, 1, channels), w2 = Load(weights, 2, channels);
        Vector512<float> w3 = Load(weights, 3, channels), w4 = Load(weights, 4, channels), w5 = Load(weights, 5, channels);
        Vector512<float> w6 = Load(weights, 6, channels), w7 = Load(weights, 7, channels), w8 = Load(weights, 8, channels);
        var b = Vector512.Load(bias);
        for (var y = 0; y < grid.Height; y += 2)
        {
            var row = padded + (y * stride);
            for (var x = 0; x < grid.Width; x += 2, row += 2, gradients += channels, winners += channels)
            {
                float* second = row + stride, third = second + stride, fourth = third + stride;
                var gradient = VectorFloats.Load(gradients) * scale;
                var winner = VectorBytes.LoadBytes(winners);
                Vector512<float> topLeft = PoolWindow.Where(winner, 0, gradient), topRight = PoolWindow.Where(winner, 1, gradient);
                Vector512<float> bottomLeft = PoolWindow.Where(winner, 2, gradient), bottomRight = PoolWindow.Where(winner, 3, gradient);
                b += topLeft + topRight + (bottomLeft + bottomRight);
                Add(row[0], topLeft, ref w0);
                Add(row[1], topLeft, topRight, ref w1, ref w0);
                Add(row[2], topLeft, topRight, ref w2, ref w1);
                Add(row[3], topRight, ref w2);
                Add(second[0], topLeft, bottomLeft, ref w3, ref w0);
                Add(second[1], topLeft, topRight, ref w4, ref w3);
                Add(second[1], bottomLeft, bottomRight, ref w1, ref w0);
                Add(second[2], topLeft, topRight, ref w5, ref w4);
                Add(second[2], bottomLeft, bottomRight, ref w2, ref w1);
                Add(second[3], topRight, bottomRight, ref w5, ref w2);
                Add(third[0], topLeft, bottomLeft, ref w6, ref w3);
                Add(third[1], topLeft, topRight, ref w7, ref w6);
                Add(third[1], bottomLeft, bottomRight, ref w4, ref w3);
                Add(third[2], topLeft, topRight, ref w8, ref w7);
                Add(third[2], bottomLeft, bottomRight, ref w5, ref w4);
                Add(third[3], topRight, bottomRight, ref w8, ref w5);
                Add(fourth[0], bottomLeft, ref w6);
                Add(fourth[1], bottomLeft, bottomRight, ref w7, ref w6);
                Add(fourth[2], bottomLeft, bottomRight, ref w8, ref w7);
                Add(fourth[3], bottomRight, ref w8);
            }
        }

        Store(weights, 0, channels, w0);
        Store(weights, 1, channels, w1);
        Store(weights, 2, channels, w2);
        Store(weights, 3, channels, w3);
        Store(weights, 4, channels, w4);
        Store(weights, 5, channels, w5);
        Store(weights, 6, channels, w6);
        Store(weights, 7, channels, w7);
        Store(weights, 8, channels, w8);
        b.Store(bias);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<float> Load(float* weights, int tap, int channels) => Vector512.Load(weights + (tap * channels));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Store(float* weights, int tap, int channels, Vector512<float> value) => value.Store(weights + (tap * channels));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Add(float value, Vector512<float> factor, ref Vector512<float> sum) =>
        sum = Vector512.FusedMultiplyAdd(Vector512.Create(value), factor, sum);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Add(float value, Vector512<float> factor, Vector512<float> other, ref Vector512<float> sum, ref Vector512<float> otherSum)
    {
        var values = Vector512.Create(value);
        sum = Vector512.FusedMultiplyAdd(values, factor, sum);
        otherSum = Vector512.FusedMultiplyAdd(values, other, otherSum);
    }
}
