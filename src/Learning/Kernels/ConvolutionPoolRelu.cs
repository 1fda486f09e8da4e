using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Clearsight.Learning.Kernels;

/// <summary>
/// The first block of every network here in one pass: a 3 × 3 convolution of one grey channel ("same" padding),
/// 2 × 2 maximum pooling and ReLU. libtorch writes the full-size activations to memory three times and reads them as
/// often, for a few operations a value; this keeps a pooling window in registers. Forward and backward
/// together take a tenth of the time (docs/lab-log.md).
/// </summary>
/// <remarks>
/// Layouts: images <c>[n, height, width]</c>, weights <c>[9, channels]</c> with the tap first, activations
/// <c>[n, height / 2, width / 2, channels]</c> (channels last). Height and width are even, channels a multiple of 16.
/// Adds run in a fixed order, so that equal inputs give equal bits.
/// </remarks>
internal static unsafe class ConvolutionPoolRelu
{
    /// <summary>Marks an activation that ReLU set to zero: no position of its window gets a gradient.</summary>
    private const int Off = 4;

    private const int VectorLength = 16;

    /// <param name="output">The activations.</param>
    /// <param name="winners">For each activation the window's position that it came from (0..3), or that none did.</param>
    public static void Forward(
        ReadOnlySpan<float> images, ImageGrid grid, ReadOnlySpan<float> weights, ReadOnlySpan<float> bias, Span<float> output, Span<byte> winners)
    {
        grid.Check(images.Length, weights.Length, bias.Length, output.Length, winners.Length);
        var padded = stackalloc float[grid.PaddedLength];
        new Span<float>(padded, grid.PaddedLength).Clear();
        fixed (float* weight = weights, biases = bias, activations = output)
        fixed (byte* winner = winners)
        {
            for (var image = 0; image < grid.Count; image++)
            {
                grid.Pad(images, image, padded);
                for (var channel = 0; channel < grid.Channels; channel += VectorLength)
                {
                    var start = ((long)image * grid.OutputsPerImage) + channel;
                    ForwardChannels(padded, grid, weight + channel, biases + channel, activations + start, winner + start);
                }
            }
        }
    }

    /// <summary>Adds the gradients of weights and bias over all images to <paramref name="weightGradients"/> and <paramref name="biasGradients"/>.</summary>
    /// <param name="gradients">Of the activations.</param>
    /// <param name="winners">As <see cref="Forward"/> left them.</param>
    public static void Backward(
        ReadOnlySpan<float> images, ImageGrid grid, ReadOnlySpan<float> gradients, ReadOnlySpan<byte> winners, Span<float> weightGradients, Span<float> biasGradients)
    {
        grid.Check(images.Length, weightGradients.Length, biasGradients.Length, gradients.Length, winners.Length);
        var padded = stackalloc float[grid.PaddedLength];
        new Span<float>(padded, grid.PaddedLength).Clear();
        fixed (float* weight = weightGradients, biases = biasGradients, gradient = gradients)
        fixed (byte* winner = winners)
        {
            for (var image = 0; image < grid.Count; image++)
            {
                grid.Pad(images, image, padded);
                for (var channel = 0; channel < grid.Channels; channel += VectorLength)
                {
                    var start = ((long)image * grid.OutputsPerImage) + channel;
                    BackwardChannels(padded, grid, gradient + start, winner + start, weight + channel, biases + channel);
                }
            }
        }
    }

    /// <summary>Sixteen channels of one image. A window needs a 4 × 4 patch of the padded image; a row of it at a time.</summary>
    private static void ForwardChannels(float* padded, ImageGrid grid, float* weights, float* bias, float* output, byte* winners)
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
                StoreLargest(topLeft, topRight, bottomLeft, bottomRight, output, winners);
            }
        }
    }

    private static void BackwardChannels(float* padded, ImageGrid grid, float* gradients, byte* winners, float* weights, float* bias)
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
                var gradient = Vector512.Load(gradients);
                var winner = VectorBytes.LoadBytes(winners);
                Vector512<float> topLeft = Where(winner, 0, gradient), topRight = Where(winner, 1, gradient);
                Vector512<float> bottomLeft = Where(winner, 2, gradient), bottomRight = Where(winner, 3, gradient);
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

    /// <summary>The largest of a window and zero, the first where several are equal, as libtorch's pooling chooses.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void StoreLargest(
        Vector512<float> topLeft, Vector512<float> topRight, Vector512<float> bottomLeft, Vector512<float> bottomRight, float* output, byte* winners)
    {
        var largest = Vector512<float>.Zero;
        var winner = Vector512.Create(Off);
        Take(topLeft, 0, ref largest, ref winner);
        Take(topRight, 1, ref largest, ref winner);
        Take(bottomLeft, 2, ref largest, ref winner);
        Take(bottomRight, 3, ref largest, ref winner);
        largest.Store(output);
        VectorBytes.StoreBytes(winner, winners);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Take(Vector512<float> candidate, int position, ref Vector512<float> largest, ref Vector512<int> winner)
    {
        var larger = Vector512.GreaterThan(candidate, largest);
        largest = Vector512.ConditionalSelect(larger, candidate, largest);
        winner = Vector512.ConditionalSelect(larger.AsInt32(), Vector512.Create(position), winner);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<float> Where(Vector512<int> winner, int position, Vector512<float> gradient) =>
        Vector512.ConditionalSelect(Vector512.Equals(winner, Vector512.Create(position)).AsSingle(), gradient, Vector512<float>.Zero);

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
