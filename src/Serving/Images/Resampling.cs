using System.Buffers;

namespace Clearsight.Serving.Images;

/// <summary>
/// Scales a grey image, first along rows, then along columns. Shrinking averages the area that a target pixel covers;
/// enlarging goes linearly between the centres of pixels.
/// </summary>
internal static class Resampling
{
    /// <param name="source">Height × width values, row by row.</param>
    /// <param name="target">Target height × target width values.</param>
    public static void Resize(
        ReadOnlySpan<float> source, int width, int height, Span<float> target, int targetWidth, int targetHeight)
    {
        if (width == targetWidth && height == targetHeight)
        {
            source[..(width * height)].CopyTo(target);
            return;
        }

        var rented = ArrayPool<float>.Shared.Rent(targetWidth * height);
        var columns = Taps(width, targetWidth);
        for (var y = 0; y < height; y++)
        {
            var row = source.Slice(y * width, width);
            for (var x = 0; x < targetWidth; x++)
            {
                rented[y * targetWidth + x] = columns[x].Apply(row, 0, 1);
            }
        }

        var rows = Taps(height, targetHeight);
        for (var y = 0; y < targetHeight; y++)
        {
            for (var x = 0; x < targetWidth; x++)
            {
                target[y * targetWidth + x] = rows[y].Apply(rented, x, targetWidth);
            }
        }

        ArrayPool<float>.Shared.Return(rented);
    }

    private static Tap[] Taps(int length, int targetLength)
    {
        var scale = (double)length / targetLength;
        return [.. Enumerable.Range(0, targetLength).Select(target => scale > 1
            ? Tap.Area(target * scale, Math.Min(length, (target + 1) * scale))
            : Tap.Linear(Math.Clamp((target + 0.5) * scale - 0.5, 0, length - 1), length))];
    }

    /// <summary>The source pixels that make one target pixel: those from <paramref name="Start"/> on, weighted; the weights' sum is 1.</summary>
    private readonly record struct Tap(int Start, float[] Weights)
    {
        /// <summary>The pixels between two positions, those at the ends by the part that is covered.</summary>
        public static Tap Area(double from, double to)
        {
            var start = (int)from;
            var weights = new float[(int)Math.Ceiling(to) - start];
            for (var index = 0; index < weights.Length; index++)
            {
                var covered = Math.Min(to, start + index + 1) - Math.Max(from, start + index);
                weights[index] = (float)(covered / (to - from));
            }

            return new Tap(start, weights);
        }

        /// <summary>Between the centres of two neighbouring pixels.</summary>
        public static Tap Linear(double position, int length)
        {
            var start = Math.Min((int)position, Math.Max(0, length - 2));
            var fraction = (float)(position - start);
            return new Tap(start, length == 1 ? [1f] : [1 - fraction, fraction]);
        }

        public float Apply(ReadOnlySpan<float> source, int offset, int step)
        {
            var sum = 0f;
            for (int index = 0, at = offset + Start * step; index < Weights.Length; index++, at += step)
            {
                sum += Weights[index] * source[at];
            }

            return sum;
        }
    }
}
