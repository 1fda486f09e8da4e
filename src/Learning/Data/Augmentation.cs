using Clearsight.Domain;

namespace Clearsight.Learning.Data;

/// <summary>Changes training images into others of the same class.</summary>
public static class Augmentation
{
    /// <summary>Mirrors about half of the images left to right, in place.</summary>
    /// <param name="pixels">Images × height × <paramref name="width"/> bytes.</param>
    /// <param name="random">A stream an image.</param>
    public static void Flip(Span<byte> pixels, int width, IReadOnlyList<RandomStream> random)
    {
        var imageBytes = pixels.Length / random.Count;
        for (var image = 0; image < random.Count; image++)
        {
            if (random[image].Below(2) == 0)
            {
                continue;
            }

            for (var row = 0; row < imageBytes; row += width)
            {
                pixels.Slice((image * imageBytes) + row, width).Reverse();
            }
        }
    }
}
