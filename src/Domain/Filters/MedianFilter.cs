namespace Clearsight.Domain.Filters;

/// <summary>Each pixel becomes the median of the square around it. Beyond the border the image is mirrored.</summary>
public static class MedianFilter
{
    /// <param name="source">Height × <paramref name="width"/> grey values, row by row.</param>
    /// <param name="size">The side of the square in pixels: odd, at most 7.</param>
    /// <param name="target">As large as the source, and not the same memory.</param>
    public static void Apply(ReadOnlySpan<byte> source, int width, int size, Span<byte> target)
    {
        for (var pixel = 0; pixel < source.Length; pixel++)
        {
            target[pixel] = Neighbourhood.Of(source, width, pixel, size).Median();
        }
    }
}
