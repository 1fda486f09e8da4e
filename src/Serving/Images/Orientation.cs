using System.Runtime.InteropServices;
using SkiaSharp;

namespace Clearsight.Serving.Images;

/// <summary>Turns and mirrors a picture the way its EXIF tag "Orientation" (Exif 2.32, tag 0x0112) says.</summary>
internal static class Orientation
{
    /// <returns>The upright picture. Where that is another bitmap, <paramref name="stored"/> is disposed.</returns>
    public static SKBitmap Apply(SKBitmap stored, SKEncodedOrigin origin)
    {
        if (origin is SKEncodedOrigin.TopLeft or SKEncodedOrigin.Default)
        {
            return stored;
        }

        var swap = origin >= SKEncodedOrigin.LeftTop;
        var (width, height) = swap ? (stored.Height, stored.Width) : (stored.Width, stored.Height);
        var upright = Picture.Allocate(width, height, stored.ColorType, stored.AlphaType);
        if (stored.BytesPerPixel == 1)
        {
            Copy<byte>(stored.GetPixelSpan(), upright.GetPixelSpan(), stored.Width, stored.Height, origin);
        }
        else
        {
            Copy(MemoryMarshal.Cast<byte, uint>(stored.GetPixelSpan()), MemoryMarshal.Cast<byte, uint>(upright.GetPixelSpan()), stored.Width, stored.Height, origin);
        }

        stored.Dispose();
        return upright;
    }

    private static void Copy<TPixel>(ReadOnlySpan<TPixel> source, Span<TPixel> target, int width, int height, SKEncodedOrigin origin)
    {
        // The name of an origin is where the stored first row and first column lie in the upright picture. A step along a
        // stored row moves by (stepX), to the next stored row by (stepY), from the place of the first stored pixel.
        var last = target.Length - 1;
        var (first, stepX, stepY) = origin switch
        {
            SKEncodedOrigin.TopRight => (width - 1, -1, width),
            SKEncodedOrigin.BottomRight => (last, -1, -width),
            SKEncodedOrigin.BottomLeft => (last - width + 1, 1, -width),
            SKEncodedOrigin.LeftTop => (0, height, 1),
            SKEncodedOrigin.RightTop => (height - 1, height, -1),
            SKEncodedOrigin.RightBottom => (last, -height, -1),
            SKEncodedOrigin.LeftBottom => (last - height + 1, -height, 1),
            _ => (0, 1, width),
        };
        for (var y = 0; y < height; y++)
        {
            var row = source.Slice(y * width, width);
            for (int x = 0, at = first + y * stepY; x < width; x++, at += stepX)
            {
                target[at] = row[x];
            }
        }
    }
}
