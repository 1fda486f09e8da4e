namespace Clearsight.Serving.Images;

/// <summary>Brightness of colours by ITU-R BT.601, over white where the picture is transparent.</summary>
internal static class Luma
{
    /// <returns>An opaque grey picture of the same size: the picture itself where it is one.</returns>
    public static Picture Of(Picture picture)
    {
        if (picture is { IsGrey: true, HasAlpha: false })
        {
            return picture;
        }

        var grey = Picture.CreateGrey(picture.Width, picture.Height);
        var source = picture.Pixels;
        var target = grey.Pixels;
        for (int pixel = 0, at = 0; pixel < target.Length; pixel++, at += 4)
        {
            // Thousandths; the weights of red, green and blue sum to 1000, so a grey stays exactly what it was.
            var luma = 299 * source[at] + 587 * source[at + 1] + 114 * source[at + 2];
            var alpha = picture.HasAlpha ? source[at + 3] : 255;
            target[pixel] = (byte)((luma * alpha + 255_000 * (255 - alpha) + 127_500) / 255_000);
        }

        return grey;
    }
}
