using Clearsight.Domain;
using Clearsight.Serving.Images;
using SkiaSharp;

namespace Clearsight.Serving.Tests.Images;

/// <summary>Grey pictures made pixel by pixel.</summary>
internal static class GreyPicture
{
    public static Picture Of(int width, int height, Func<int, int, double> level)
    {
        var picture = Picture.CreateGrey(width, height);
        for (var y = 0; y < height; y++)
        {
            for (var x = 0; x < width; x++)
            {
                picture.Pixels[(y * width) + x] = (byte)Math.Clamp(level(x, y) + 0.5, 0, 255);
            }
        }

        return picture;
    }

    /// <summary>A filled box before an even ground.</summary>
    public static Picture Box(int width, int height, SKRectI box, byte ground, byte ink) => Of(width, height, (x, y) => box.Contains(x, y) ? ink : ground);

    /// <summary>Adds to every pixel what is drawn from a normal distribution.</summary>
    public static Picture WithNoise(this Picture picture, double deviation)
    {
        var random = new RandomStream(1, "noise");
        foreach (ref var pixel in picture.Pixels)
        {
            // Twelve uniform numbers are normal enough.
            var normal = Enumerable.Range(0, 12).Sum(_ => random.NextDouble()) - 6;
            pixel = (byte)Math.Clamp(pixel + (deviation * normal) + 0.5, 0, 255);
        }

        return picture;
    }
}
