using System.Numerics;

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
        var image = new MirroredImage(source, width, border: LargestSize / 2);
        image.Map(target, (y, x) => Restore(image, y, x));
    }

    private static Vector<byte> Restore(MirroredImage image, int y, int x)
    {
        var (pixels, restored, settled) = (image.At(y, x), Vector<byte>.Zero, Vector<byte>.Zero);
        for (var size = SmallestSize; ; size += 2)
        {
            var medians = image.Medians(y, x, size);
            var (lowest, highest) = image.Range(y, x, size);
            var values = Vector.ConditionalSelect(Between(lowest, pixels, highest), pixels, medians);
            restored = Vector.ConditionalSelect(settled, restored, values);
            settled |= Between(lowest, medians, highest);
            if (size == LargestSize || Vector.EqualsAll(settled, Vector<byte>.AllBitsSet))
            {
                // What no square has settled is the median of the largest, whatever the pixel.
                return Vector.ConditionalSelect(settled, restored, medians);
            }
        }
    }

    /// <summary>All bits where it is so.</summary>
    private static Vector<byte> Between(Vector<byte> low, Vector<byte> values, Vector<byte> high) =>
        Vector.LessThan(low, values) & Vector.LessThan(values, high);
}
