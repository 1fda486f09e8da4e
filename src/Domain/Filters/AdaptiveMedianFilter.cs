namespace Clearsight.Domain.Filters;

/// <summary>
/// Replaces only what looks like an impulse, by the median of a square that grows until its median is no impulse itself
/// (Hwang and Haddad, "Adaptive median filters: new algorithms and results", 1995). Where no square has such a median
/// the largest one's is taken, as in Gonzalez and Woods, "Digital Image Processing", from its third edition on.
/// </summary>
public static class AdaptiveMedianFilter
{
    public const int SmallestSize = 3;
    public const int LargestSize = 7;

    /// <param name="source">Height × <paramref name="width"/> grey values, row by row.</param>
    /// <param name="target">As large as the source, and not the same memory.</param>
    public static void Apply(ReadOnlySpan<byte> source, int width, Span<byte> target)
    {
        for (var pixel = 0; pixel < source.Length; pixel++)
        {
            target[pixel] = Restore(source, width, pixel);
        }
    }

    private static byte Restore(ReadOnlySpan<byte> source, int width, int pixel)
    {
        for (var size = SmallestSize; ; size += 2)
        {
            var square = Neighbourhood.Of(source, width, pixel, size);
            var median = square.Median();
            if (square.HasOnBothSides(median))
            {
                return square.HasOnBothSides(source[pixel]) ? source[pixel] : median;
            }

            if (size == LargestSize)
            {
                return median;
            }
        }
    }
}
