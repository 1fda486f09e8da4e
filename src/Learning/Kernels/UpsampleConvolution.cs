using System.Numerics.Tensors;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Clearsight.Learning.Kernels;

/// <summary>
/// The last block of the denoising autoencoder in one pass: ReLU, nearest upsampling by two and a 3 × 3 convolution to
/// one channel. Upsampling repeats values, so the nine taps fall on four distinct pixels: the pair equals a transposed
/// convolution with a 4 × 4 kernel and stride two, with 16 products a channel and input pixel where the plain way has
/// 36, and the upsampled activations (the largest of the whole network) never exist.
/// </summary>
/// <remarks>
/// Layouts: input <c>[n, height, width, channels]</c> before ReLU (channels last), weights <c>[channels, 9]</c>,
/// output <c>[n, 2 · height, 2 · width]</c>. Width is a multiple of 14, channels of 64. Adds run in a fixed order, so
/// that equal inputs give equal bits.
/// </remarks>
internal static unsafe class UpsampleConvolution
{
    private const int VectorLength = 16;

    /// <summary>Taps of the folded kernel, 4 × 4: one vector.</summary>
    private const int Taps = 16;

    /// <summary>Input pixels that a pass of the forward loop holds in registers.</summary>
    private const int Run = 7;

    public static void Forward(ReadOnlySpan<float> input, UpsampleGrid grid, ReadOnlySpan<float> weights, float bias, Span<float> output)
    {
        grid.Check(input.Length, weights.Length, output.Length);
        var folded = stackalloc float[grid.Channels * Taps];
        FoldedKernel.Fold(weights, new Span<float>(folded, grid.Channels * Taps));
        var padded = stackalloc float[grid.PaddedLength];
        fixed (float* values = input)
        {
            for (var image = 0; image < grid.Count; image++)
            {
                new Span<float>(padded, grid.PaddedLength).Fill(bias);
                Spread(values + ((long)image * grid.InputsPerImage), folded, grid, padded);
                grid.TakeInside(padded, output.Slice(image * grid.OutputsPerImage, grid.OutputsPerImage));
            }
        }
    }

    /// <param name="gradients">Of the output.</param>
    /// <param name="inputGradients">Written: of the input, before ReLU.</param>
    /// <param name="weightGradients">Added to.</param>
    /// <returns>The gradient of the bias.</returns>
    public static float Backward(
        ReadOnlySpan<float> input, UpsampleGrid grid, ReadOnlySpan<float> weights, ReadOnlySpan<float> gradients, Span<float> inputGradients, Span<float> weightGradients)
    {
        grid.Check(input.Length, weights.Length, gradients.Length);
        grid.Check(inputGradients.Length, weightGradients.Length, gradients.Length);
        var folded = stackalloc float[grid.Channels * Taps];
        var transposed = stackalloc float[grid.Channels * Taps];
        FoldedKernel.Fold(weights, new Span<float>(folded, grid.Channels * Taps));
        FoldedKernel.Transpose(new ReadOnlySpan<float>(folded, grid.Channels * Taps), new Span<float>(transposed, grid.Channels * Taps));
        var foldedGradients = new Span<float>(folded, grid.Channels * Taps);
        foldedGradients.Clear();
        var padded = stackalloc float[grid.PaddedLength];
        new Span<float>(padded, grid.PaddedLength).Clear();
        var patches = stackalloc float[grid.Width * Taps];
        var sum = 0.0;
        fixed (float* values = input, inputGradient = inputGradients)
        {
            for (var image = 0; image < grid.Count; image++)
            {
                var gradient = gradients.Slice(image * grid.OutputsPerImage, grid.OutputsPerImage);
                sum += TensorPrimitives.Sum(gradient);
                grid.PutInside(gradient, padded);
                for (var row = 0; row < grid.Height; row++)
                {
                    var start = ((long)image * grid.InputsPerImage) + ((long)row * grid.Width * grid.Channels);
                    CollectPatches(padded, row, grid, patches);
                    GradientsOfInput(values + start, patches, transposed, grid, inputGradient + start);
                    GradientsOfWeights(values + start, patches, grid, folded);
                }
            }
        }

        FoldedKernel.Unfold(foldedGradients, weightGradients);
        return (float)sum;
    }

    /// <summary>Each input pixel adds its channels times the folded kernel to a 4 × 4 patch of the padded output.</summary>
    private static void Spread(float* input, float* folded, UpsampleGrid grid, float* output)
    {
        int channels = grid.Channels, stride = grid.PaddedWidth;
        for (var row = 0; row < grid.Height; row++)
        {
            for (var column = 0; column < grid.Width; column += Run, input += Run * channels)
            {
                Vector512<float> p0 = default, p1 = default, p2 = default, p3 = default, p4 = default, p5 = default, p6 = default;
                for (var channel = 0; channel < channels; channel++)
                {
                    var taps = Vector512.Load(folded + (channel * Taps));
                    var value = input + channel;
                    p0 = Vector512.FusedMultiplyAdd(Activation(value[0]), taps, p0);
                    p1 = Vector512.FusedMultiplyAdd(Activation(value[channels]), taps, p1);
                    p2 = Vector512.FusedMultiplyAdd(Activation(value[2 * channels]), taps, p2);
                    p3 = Vector512.FusedMultiplyAdd(Activation(value[3 * channels]), taps, p3);
                    p4 = Vector512.FusedMultiplyAdd(Activation(value[4 * channels]), taps, p4);
                    p5 = Vector512.FusedMultiplyAdd(Activation(value[5 * channels]), taps, p5);
                    p6 = Vector512.FusedMultiplyAdd(Activation(value[6 * channels]), taps, p6);
                }

                // Neighbouring patches overlap: every other one first, so that no add waits for the store before it.
                var corner = output + (2 * row * stride) + (2 * column);
                AddPatch(p0, corner, stride);
                AddPatch(p2, corner + 4, stride);
                AddPatch(p4, corner + 8, stride);
                AddPatch(p6, corner + 12, stride);
                AddPatch(p1, corner + 2, stride);
                AddPatch(p3, corner + 6, stride);
                AddPatch(p5, corner + 10, stride);
            }
        }
    }

    /// <summary>The gradients of the 4 × 4 output patch of each input pixel of a row.</summary>
    private static void CollectPatches(float* gradients, int row, UpsampleGrid grid, float* patches)
    {
        var stride = grid.PaddedWidth;
        for (var column = 0; column < grid.Width; column++)
        {
            var corner = gradients + (2 * row * stride) + (2 * column);
            for (var line = 0; line < 4; line++)
            {
                Vector128.Load(corner + (line * stride)).Store(patches + (column * Taps) + (line * 4));
            }
        }
    }

    private static void GradientsOfInput(float* input, float* patches, float* transposed, UpsampleGrid grid, float* gradients)
    {
        var channels = grid.Channels;
        for (var column = 0; column < grid.Width; column += 2, patches += 2 * Taps)
        {
            for (var channel = 0; channel < channels; channel += 4 * VectorLength)
            {
                Vector512<float> left0 = default, left1 = default, left2 = default, left3 = default;
                Vector512<float> right0 = default, right1 = default, right2 = default, right3 = default;
                for (var tap = 0; tap < Taps; tap++)
                {
                    var weights = transposed + (tap * channels) + channel;
                    Vector512<float> left = Vector512.Create(patches[tap]), right = Vector512.Create(patches[Taps + tap]);
                    Vector512<float> w0 = Vector512.Load(weights), w1 = Vector512.Load(weights + VectorLength);
                    Vector512<float> w2 = Vector512.Load(weights + (2 * VectorLength)), w3 = Vector512.Load(weights + (3 * VectorLength));
                    left0 = Vector512.FusedMultiplyAdd(left, w0, left0);
                    left1 = Vector512.FusedMultiplyAdd(left, w1, left1);
                    left2 = Vector512.FusedMultiplyAdd(left, w2, left2);
                    left3 = Vector512.FusedMultiplyAdd(left, w3, left3);
                    right0 = Vector512.FusedMultiplyAdd(right, w0, right0);
                    right1 = Vector512.FusedMultiplyAdd(right, w1, right1);
                    right2 = Vector512.FusedMultiplyAdd(right, w2, right2);
                    right3 = Vector512.FusedMultiplyAdd(right, w3, right3);
                }

                var place = (column * channels) + channel;
                StoreWhereActive(left0, left1, left2, left3, input + place, gradients + place);
                StoreWhereActive(right0, right1, right2, right3, input + place + channels, gradients + place + channels);
            }
        }
    }

    private static void GradientsOfWeights(float* input, float* patches, UpsampleGrid grid, float* foldedGradients)
    {
        for (var channel = 0; channel < grid.Channels; channel += 4)
        {
            var sums = foldedGradients + (channel * Taps);
            Vector512<float> s0 = Vector512.Load(sums), s1 = Vector512.Load(sums + Taps);
            Vector512<float> s2 = Vector512.Load(sums + (2 * Taps)), s3 = Vector512.Load(sums + (3 * Taps));
            for (var column = 0; column < grid.Width; column++)
            {
                var patch = Vector512.Load(patches + (column * Taps));
                var value = input + (column * grid.Channels) + channel;
                s0 = Vector512.FusedMultiplyAdd(Activation(value[0]), patch, s0);
                s1 = Vector512.FusedMultiplyAdd(Activation(value[1]), patch, s1);
                s2 = Vector512.FusedMultiplyAdd(Activation(value[2]), patch, s2);
                s3 = Vector512.FusedMultiplyAdd(Activation(value[3]), patch, s3);
            }

            s0.Store(sums);
            s1.Store(sums + Taps);
            s2.Store(sums + (2 * Taps));
            s3.Store(sums + (3 * Taps));
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<float> Activation(float value) => Vector512.Create(MathF.Max(value, 0));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void AddPatch(Vector512<float> patch, float* corner, int stride)
    {
        Vector256<float> upper = patch.GetLower(), lower = patch.GetUpper();
        (Vector128.Load(corner) + upper.GetLower()).Store(corner);
        (Vector128.Load(corner + stride) + upper.GetUpper()).Store(corner + stride);
        (Vector128.Load(corner + (2 * stride)) + lower.GetLower()).Store(corner + (2 * stride));
        (Vector128.Load(corner + (3 * stride)) + lower.GetUpper()).Store(corner + (3 * stride));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void StoreWhereActive(
        Vector512<float> first, Vector512<float> second, Vector512<float> third, Vector512<float> fourth, float* input, float* gradients)
    {
        StoreWhereActive(first, input, gradients);
        StoreWhereActive(second, input + VectorLength, gradients + VectorLength);
        StoreWhereActive(third, input + (2 * VectorLength), gradients + (2 * VectorLength));
        StoreWhereActive(fourth, input + (3 * VectorLength), gradients + (3 * VectorLength));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void StoreWhereActive(Vector512<float> gradient, float* input, float* gradients) =>
        Vector512.ConditionalSelect(Vector512.GreaterThan(Vector512.Load(input), Vector512<float>.Zero), gradient, Vector512<float>.Zero).Store(gradients);
}
