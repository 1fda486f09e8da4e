using Clearsight.Domain;
using Clearsight.Domain.Datasets;

namespace Clearsight.Learning.Tests;

/// <summary>
/// Small images that are easy to learn: one bright stroke on black, whose direction is the class. Like handwriting,
/// most pixels are black.
/// </summary>
internal static class StrokeImages
{
    public static readonly IReadOnlyList<string> Classes = [.. Enumerable.Range(0, 10).Select(index => $"{index * 18} degrees")];

    public static LabelledImages Draw(int count, int size, ulong seed)
    {
        var random = new RandomStream(seed, "strokes");
        var images = new LabelledImages(size, size, new byte[count * size * size], new byte[count]);
        for (var image = 0; image < count; image++)
        {
            images.Labels[image] = (byte)random.Below(Classes.Count);
            DrawStroke(images.Pixels.AsSpan(image * size * size, size * size), size, images.Labels[image] * Math.PI / Classes.Count, random);
        }

        return images;
    }

    private static void DrawStroke(Span<byte> pixels, int size, double angle, RandomStream random)
    {
        var centre = (size - 1) / 2.0;
        var (dx, dy) = (size * 0.15 * (random.NextDouble() - 0.5), size * 0.15 * (random.NextDouble() - 0.5));
        for (var y = 0; y < size; y++)
        {
            for (var x = 0; x < size; x++)
            {
                var (across, up) = (x - centre - dx, y - centre - dy);
                var along = (across * Math.Cos(angle)) + (up * Math.Sin(angle));
                var beside = (across * Math.Sin(angle)) - (up * Math.Cos(angle));
                var distance = Math.Max(Math.Abs(beside), Math.Abs(along) - (size * 0.35));
                pixels[(y * size) + x] = (byte)(byte.MaxValue * Math.Clamp(1.6 - distance, 0, 1));
            }
        }
    }
}
