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
        Span<byte> room = stackalloc byte[LargestSize * LargestSize];
        for (var pixel = 0; pixel < source.Length; pixel++)
        {
            target[pixel] = Restore(source, width, pixel, room);
        }
    }

    private static byte Restore(ReadOnlySpan<byte> source, int width, int pixel, Span<byte> room)
    {
        for (var size = SmallestSize; ; size += 2)
        {
            var window = room[..(size * size)];
            Neighbourhood.Fill(source, width, pixel, size, window);
            var (lowest, median, highest) = Neighbourhood.Order(window);
            if (lowest < median && median < highest)
            {
                return lowest < source[pixel] && source[pixel] < highest ? source[pixel] : median;
            }

            if (size == LargestSize)
            {
                return median;
            }
        }
    }
}
