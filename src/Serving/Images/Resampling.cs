using System.Buffers;
using System.Numerics;
using System.Runtime.InteropServices;

namespace Clearsight.Serving.Images;

/// <summary>
/// Scales a grey image. Shrinking averages the area that a target pixel covers, or the middle of it; enlarging goes linearly
/// between the centres of pixels. No memory of the source's size is needed beside it.
/// </summary>
internal static class Resampling
{
    /// <param name="source">Rows of <paramref name="width"/> values, <paramref name="stride"/> values from one to the next.</param>
    /// <param name="target">Target height × target width values.</param>
    /// <param name="aperture">How much of a target pixel's width and height is averaged, above 0 to 1.</param>
    public static void Resize<TValue>(
        ReadOnlySpan<TValue> source, int stride, int width, int height, Span<float> target, int targetWidth, int targetHeight, double aperture)
        where TValue : INumberBase<TValue>
    {
        var rented = ArrayPool<Tap>.Shared.Rent(targetWidth);
        var columns = rented.AsSpan(0, targetWidth);
        for (var x = 0; x < targetWidth; x++)
        {
            columns[x] = Tap.Of(x, width, targetWidth, aperture);
        }

        for (var y = 0; y < targetHeight; y++)
        {
            var row = target.Slice(y * targetWidth, targetWidth);
            var rows = Tap.Of(y, height, targetHeight, aperture);
            row.Clear();
            for (var tap = 0; tap < rows.Count; tap++)
            {
                AddRow(source.Slice((rows.Start + tap) * stride, width), columns, rows.Weight(tap), row);
            }
        }

        ArrayPool<Tap>.Shared.Return(rented);
    }

    private static void AddRow<TValue>(ReadOnlySpan<TValue> source, ReadOnlySpan<Tap> columns, float weight, Span<float> target)
        where TValue : INumberBase<TValue>
    {
        for (var x = 0; x < target.Length; x++)
        {
            target[x] += weight * columns[x].Apply(source);
        }
    }

    /// <summary>The source pixels in a row that make one target pixel: <paramref name="Count"/> of them, whose weights sum to 1.</summary>
    /// <param name="Inner">The weight of each but the first and the last.</param>
    [StructLayout(LayoutKind.Auto)]
    private readonly record struct Tap(int Start, int Count, float First, float Inner, float Last)
    {
        /// <summary>What lies around the target pixel's middle, within the source. One source pixel wide, it goes linearly from centre to centre.</summary>
        public static Tap Of(int target, int length, int targetLength, double aperture)
        {
            var scale = (double)length / targetLength;
            var (middle, half) = ((target + 0.5) * scale, Math.Max(1, scale * aperture) / 2);
            var (from, to) = (Math.Max(0, middle - half), Math.Min(length, middle + half));
            var (start, end) = ((int)from, (int)Math.Ceiling(to));
            return end - start == 1
                ? new Tap(start, 1, 1, 0, 0)
                : new Tap(start, end - start, (float)((start + 1 - from) / (to - from)), (float)(1 / (to - from)), (float)((to - (end - 1)) / (to - from)));
        }

        public float Weight(int tap) => tap == 0 ? First : tap == Count - 1 ? Last : Inner;

        public float Apply<TValue>(ReadOnlySpan<TValue> row)
            where TValue : INumberBase<TValue>
        {
            var first = First * float.CreateTruncating(row[Start]);
            if (Count == 1)
            {
                return first;
            }

            var inner = 0f;
            foreach (var value in row.Slice(Start + 1, Count - 2))
            {
                inner += float.CreateTruncating(value);
            }

            return first + (Inner * inner) + (Last * float.CreateTruncating(row[Start + Count - 1]));
        }
    }
}
