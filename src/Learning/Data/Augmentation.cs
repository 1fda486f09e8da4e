using Clearsight.Domain;

namespace Clearsight.Learning.Data;

/// <summary>Changes training images into others of the same class.</summary>
public static class Augmentation
{
    /// <summary>Mirrors about half of the images left to right, in place.</summary>
    /// <param name="pixels">Images × height × <paramref name="width"/> bytes.</param>
    public static void Flip(Span<byte> pixels, int height, int width, RandomStream random)
    {
        var imageBytes = height * width;
        for (var image = 0; image < pixels.Length; image += imageBytes)
        {
            if (random.Below(2) == 0)
            {
                continue;
            }

            for (var row = 0; row < imageBytes; row += width)
            {
                pixels.Slice(image + row, width).Reverse();
            }
        }
    }
}
