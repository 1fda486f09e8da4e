using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Clearsight.Learning.Kernels;

/// <summary>What a pixel's logit z is charged for, with p = sigmoid(z) and target t.</summary>
internal enum PixelLoss
{
    /// <summary>-t · log p - (1 - t) · log(1 - p), computed from z so that it never overflows.</summary>
    BinaryCrossEntropy,

    /// <summary>(p - t)².</summary>
    MeanSquaredError,
}

internal static unsafe class PixelLossKernel
{
    private const int Lanes = 16;

    /// <summary>
    /// Turns the logits inside the padded <paramref name="output"/> into their gradients, in place, and its border
    /// into zeros.
    /// </summary>
    /// <param name="gradientSum">Added to: the sum of all gradients, which is the bias's.</param>
    /// <returns>The sum of the loss over the pixels.</returns>
    public static double Apply(float* output, float* targets, UpsampleGrid grid, PixelLoss loss, float scale, ref double gradientSum)
    {
        Vector512<float> losses = default, gradients = default;
        for (var row = 0; row < grid.OutputHeight; row++)
        {
            var logits = output + ((row + 1) * grid.PaddedWidth) + 1;
            for (var column = 0; column < grid.OutputWidth; column += Lanes)
            {
                var left = Math.Min(Lanes, grid.OutputWidth - column);
                var inside = Vector512.LessThan(Vector512<int>.Indices, Vector512.Create(left)).AsSingle();
                var target = left == Lanes ? Vector512.Load(targets + column) : LoadPart(targets + column, left);
                var value = Pixel(Vector512.Load(logits + column) & inside, target, loss, out var gradient);
                gradient = gradient * scale & inside;
                losses += value & inside;
                gradients += gradient;

                // What lies behind the row's end is the border and the next row, which is still to be read.
                (gradient | Vector512.AndNot(Vector512.Load(logits + column), inside)).Store(logits + column);
            }

            targets += grid.OutputWidth;
        }

        ClearBorder(output, grid);
        gradientSum += Vector512.Sum(gradients);
        return Vector512.Sum(losses);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<float> Pixel(Vector512<float> logit, Vector512<float> target, PixelLoss loss, out Vector512<float> gradient)
    {
        // exp of a negative number only: never overflows.
        var exponential = Vector512.Exp(-Vector512.Abs(logit));
        var inverse = Vector512<float>.One / (Vector512<float>.One + exponential);
        var probability = Vector512.ConditionalSelect(
            Vector512.GreaterThanOrEqual(logit, Vector512<float>.Zero), inverse, exponential * inverse);
        var difference = probability - target;
        if (loss == PixelLoss.MeanSquaredError)
        {
            gradient = 2 * difference * probability * (Vector512<float>.One - probability);
            return difference * difference;
        }

        gradient = difference;
        return Vector512.Max(logit, Vector512<float>.Zero) + Vector512.Log(Vector512<float>.One + exponential) - (target * logit);
    }

    private static Vector512<float> LoadPart(float* source, int count)
    {
        var part = stackalloc float[Lanes];
        new ReadOnlySpan<float>(source, count).CopyTo(new Span<float>(part, count));
        return Vector512.Load(part);
    }

    private static void ClearBorder(float* output, UpsampleGrid grid)
    {
        var stride = grid.PaddedWidth;
        new Span<float>(output, stride).Clear();
        new Span<float>(output + grid.PaddedLength - stride, stride).Clear();
        for (var row = 1; row <= grid.OutputHeight; row++)
        {
            output[row * stride] = 0;
            output[((row + 1) * stride) - 1] = 0;
        }
    }
}
