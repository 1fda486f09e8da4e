using Clearsight.Domain;

namespace Clearsight.Learning.Data;

/// <summary>
/// Changes training images into others of the same class, in place. Each image has a random stream of its own, so that
/// what becomes of it depends on no other.
/// </summary>
public static class Augmentation
{
    private const double SmallestErasedShare = 0.02;
    private const double LargestErasedShare = 0.2;
    private const double LargestErasedAspect = 1 / 0.3;

    /// <summary>Mirrors about half of the images left to right.</summary>
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

    /// <summary>
    /// Moves each image by whole pixels, every offset equally likely. What comes in is black, which is what surrounds the
    /// things in the data sets here.
    /// </summary>
    /// <param name="pixels">Images × height × <paramref name="width"/> bytes.</param>
    /// <param name="farthest">Pixels in each direction, less than height and width.</param>
    /// <param name="random">A stream an image.</param>
    public static void Shift(Span<byte> pixels, int width, int farthest, IReadOnlyList<RandomStream> random)
    {
        var imageBytes = pixels.Length / random.Count;
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(farthest, Math.Min(width, imageBytes / width));
        for (var image = 0; image < random.Count; image++)
        {
            var down = random[image].Below((2 * farthest) + 1) - farthest;
            var right = random[image].Below((2 * farthest) + 1) - farthest;
            Move(pixels.Slice(image * imageBytes, imageBytes), width, down, right);
        }
    }

    /// <summary>
    /// Random erasing (Zhong et al., 2017): some images lose a rectangle of 2 to 20 % of their area, up to about three
    /// times as high as wide or the other way round. It is filled with random bytes, the best of the fills compared
    /// there: a constant one could be taken for a part of the thing, black even for its outline.
    /// </summary>
    /// <param name="pixels">Images × height × <paramref name="width"/> bytes.</param>
    /// <param name="probability">Of an image to lose a rectangle, 0..1.</param>
    /// <param name="random">A stream an image.</param>
    public static void Erase(Span<byte> pixels, int width, double probability, IReadOnlyList<RandomStream> random)
    {
        var imageBytes = pixels.Length / random.Count;
        for (var image = 0; image < random.Count; image++)
        {
            if (random[image].NextDouble() < probability)
            {
                EraseRectangle(pixels.Slice(image * imageBytes, imageBytes), width, random[image]);
            }
        }
    }

    /// <summary>
    /// All pixels at once, as if the image were one long row: what leaves a row at one side then comes in at the other
    /// side of the next one, where it is blackened.
    /// </summary>
    private static void Move(Span<byte> image, int width, int down, int right)
    {
        var distance = (down * width) + right;
        if (distance >= 0)
        {
            image[..^distance].CopyTo(image[distance..]);
        }
        else
        {
            image[-distance..].CopyTo(image);
        }

        var rowsIn = Math.Abs(down) * width;
        (down > 0 ? image[..rowsIn] : image[^rowsIn..]).Clear();
        for (var row = 0; row < image.Length && right != 0; row += width)
        {
            image.Slice(right > 0 ? row : row + width + right, Math.Abs(right)).Clear();
        }
    }

    private static void EraseRectangle(Span<byte> image, int width, RandomStream random)
    {
        var height = image.Length / width;
        var area = (SmallestErasedShare + ((LargestErasedShare - SmallestErasedShare) * random.NextDouble())) * image.Length;
        // Equally likely to be high and to be wide.
        var aspect = Math.Pow(LargestErasedAspect, (2 * random.NextDouble()) - 1);
        var rows = Math.Clamp((int)Math.Round(Math.Sqrt(area * aspect)), 1, height);
        var columns = Math.Clamp((int)Math.Round(Math.Sqrt(area / aspect)), 1, width);
        var (top, left) = (random.Below(height - rows + 1), random.Below(width - columns + 1));
        for (var row = top; row < top + rows; row++)
        {
            foreach (ref var pixel in image.Slice((row * width) + left, columns))
            {
                pixel = (byte)(random.Next() >> 56);
            }
        }
    }
}
