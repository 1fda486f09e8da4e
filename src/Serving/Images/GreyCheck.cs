using SkiaSharp;

namespace Clearsight.Serving.Images;

/// <summary>
/// Finds out what a picture is made of. Several formats can store grey only as colour, so it is the pixels that say
/// whether a picture is grey, and in a GIF, which never says so itself, whether it is opaque.
/// </summary>
internal static class GreyCheck
{
    /// <summary>Takes over <paramref name="bitmap"/>.</summary>
    public static Picture ToPicture(SKBitmap bitmap, ImageFormat format)
    {
        if (bitmap.ColorType == SKColorType.Gray8)
        {
            return new Picture(bitmap, isGrey: true, hasAlpha: false);
        }

        var pixels = bitmap.GetPixelSpan();
        var isOpaque = bitmap.AlphaType == SKAlphaType.Opaque || (format == ImageFormat.Gif && IsOpaque(pixels));
        var isGrey = IsGrey(pixels);
        return isGrey && isOpaque ? FirstChannel(bitmap) : new Picture(bitmap, isGrey, hasAlpha: !isOpaque);
    }

    private static bool IsGrey(ReadOnlySpan<byte> pixels)
    {
        for (var at = 0; at < pixels.Length; at += 4)
        {
            if (pixels[at] != pixels[at + 1] || pixels[at] != pixels[at + 2])
            {
                return false;
            }
        }

        return true;
    }

    private static bool IsOpaque(ReadOnlySpan<byte> pixels)
    {
        for (var at = 3; at < pixels.Length; at += 4)
        {
            if (pixels[at] != byte.MaxValue)
            {
                return false;
            }
        }

        return true;
    }

    private static Picture FirstChannel(SKBitmap bitmap)
    {
        var grey = Picture.CreateGrey(bitmap.Width, bitmap.Height);
        var source = bitmap.GetPixelSpan();
        var target = grey.Pixels;
        for (var pixel = 0; pixel < target.Length; pixel++)
        {
            target[pixel] = source[pixel * 4];
        }

        bitmap.Dispose();
        return grey;
    }
}
