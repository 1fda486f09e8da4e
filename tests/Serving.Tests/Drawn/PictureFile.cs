using Clearsight.Domain;
using SkiaSharp;

namespace Clearsight.Serving.Tests.Drawn;

/// <summary>Picture files of a thing that a data set has 28 × 28 pixels of.</summary>
internal static class PictureFile
{
    private const int Side = 28;

    /// <summary>The pixels as they are, as a PNG.</summary>
    /// <param name="image">28 × 28 pixels, light on dark.</param>
    public static byte[] Of(ReadOnlySpan<byte> image)
    {
        using var bitmap = new SKBitmap(new SKImageInfo(Side, Side, SKColorType.Gray8, SKAlphaType.Opaque));
        image.CopyTo(bitmap.GetPixelSpan());
        return Png(bitmap);
    }

    /// <summary>The thing somewhere on a larger canvas, two to twenty times as large but for a thumbnail.</summary>
    /// <param name="image">28 × 28 pixels, light on dark.</param>
    public static byte[] Of(ReadOnlySpan<byte> image, Surroundings surroundings, RandomStream random)
    {
        var picture = surroundings == Surroundings.Thumbnail ? new PastedPicture(image, 1, 2, random) : new PastedPicture(image, 2, 20, random);
        return surroundings switch
        {
            Surroundings.Paper => Jpeg(picture, 30, thing: 0, ground: 255),
            Surroundings.Darkness => Jpeg(picture, 30, thing: 255, ground: 0),
            Surroundings.Thumbnail => Thumbnail(picture),
            Surroundings.SlantingLight => Jpeg(FromOneSide(picture), 70, thing: 15, ground: 235),
            Surroundings.Vignette => Jpeg(InTheMiddle(picture), 70, thing: 15, ground: 235),
            Surroundings.Noise => Jpeg(picture, 70, thing: 15, ground: 235, picture.Between(4, 12)),
            Surroundings.Shadow => Jpeg(picture.Shaded(image), 70, thing: 15, ground: 245),
            Surroundings.Frame => Framed(picture),
            Surroundings.Sticker => Sticker(picture),
            Surroundings.Colour => Coloured(picture),
            _ => Turned(picture),
        };
    }

    private static PastedPicture FromOneSide(PastedPicture picture)
    {
        var (angle, loss) = (picture.Between(0, 2 * Math.PI), picture.Between(0.1, 0.35));
        return picture.Lit((x, y) => 1 - (loss * (0.5 + (((Math.Cos(angle) * x) + (Math.Sin(angle) * y)) / (2 * Math.Sqrt(2))))));
    }

    private static PastedPicture InTheMiddle(PastedPicture picture)
    {
        var loss = picture.Between(0.1, 0.3);
        return picture.Lit((x, y) => 1 - (loss * ((x * x) + (y * y)) / 2));
    }

    private static byte[] Thumbnail(PastedPicture picture)
    {
        using var grey = picture.Grey(thing: 0, ground: 255);
        return Png(grey);
    }

    /// <summary>A line of one pixel to a sixtieth of the picture, at its edge or as far as half way to the thing.</summary>
    private static byte[] Framed(PastedPicture picture)
    {
        var (width, height, place) = (picture.Width, picture.Height, picture.Place);
        using var grey = picture.Grey(thing: 0, ground: 255);
        using var canvas = new SKCanvas(grey);
        var margin = Math.Min(Math.Min(place.Left, place.Top), Math.Min(width - place.Right, height - place.Bottom));
        var thickness = 1 + picture.Below(Math.Max(1, Math.Min(margin / 2, Math.Min(width, height) / 60)));
        var gap = picture.Below(2) * picture.Below(Math.Max(1, (margin / 2) - thickness));
        var level = (byte)picture.Between(0, 180);
        using var line = new SKPaint { Color = new SKColor(level, level, level) };
        canvas.DrawRect(SKRect.Create(gap, gap, width - (2 * gap), thickness), line);
        canvas.DrawRect(SKRect.Create(gap, height - gap - thickness, width - (2 * gap), thickness), line);
        canvas.DrawRect(SKRect.Create(gap, gap, thickness, height - (2 * gap)), line);
        canvas.DrawRect(SKRect.Create(width - gap - thickness, gap, thickness, height - (2 * gap)), line);
        return Png(grey);
    }

    private static byte[] Sticker(PastedPicture picture)
    {
        using var sticker = new SKBitmap(new SKImageInfo(picture.Width, picture.Height, SKColorType.Rgba8888, SKAlphaType.Unpremul));
        var pixels = sticker.GetPixelSpan();
        for (var pixel = 0; pixel < picture.Thing.Length; pixel++)
        {
            pixels[(pixel * 4) + 3] = (byte)((picture.Thing[pixel] * 255) + 0.5f);
        }

        return Png(sticker);
    }

    private static byte[] Coloured(PastedPicture picture)
    {
        double[] ground = [picture.Between(225, 255), picture.Between(225, 255), picture.Between(200, 255)];
        double[] thing = [picture.Between(0, 60), picture.Between(0, 30), picture.Between(0, 120)];
        using var colours = new SKBitmap(new SKImageInfo(picture.Width, picture.Height, SKColorType.Rgba8888, SKAlphaType.Opaque));
        var pixels = colours.GetPixelSpan();
        for (var pixel = 0; pixel < picture.Thing.Length; pixel++)
        {
            for (var channel = 0; channel < 3; channel++)
            {
                pixels[(pixel * 4) + channel] = (byte)(ground[channel] + ((thing[channel] - ground[channel]) * picture.Thing[pixel]) + 0.5);
            }

            pixels[(pixel * 4) + 3] = byte.MaxValue;
        }

        return Bytes(colours.Encode(SKEncodedImageFormat.Webp, 80));
    }

    /// <summary>Stored so that the reader has to undo one of the eight orientations of EXIF (2.32, tag 0x0112).</summary>
    private static byte[] Turned(PastedPicture picture)
    {
        var orientation = 1 + picture.Below(8);
        using var upright = picture.Grey(thing: 0, ground: 255);
        var (right, bottom) = (picture.Width - 1, picture.Height - 1);
        var swap = orientation >= 5;
        using var stored = new SKBitmap(new SKImageInfo(
            swap ? picture.Height : picture.Width, swap ? picture.Width : picture.Height, SKColorType.Gray8, SKAlphaType.Opaque));
        var source = upright.GetPixelSpan();
        var target = stored.GetPixelSpan();
        for (var y = 0; y < stored.Height; y++)
        {
            for (var x = 0; x < stored.Width; x++)
            {
                // Where the stored pixel belongs in the upright picture.
                var (across, down) = orientation switch
                {
                    2 => (right - x, y),
                    3 => (right - x, bottom - y),
                    4 => (x, bottom - y),
                    5 => (y, x),
                    6 => (right - y, x),
                    7 => (right - y, bottom - x),
                    8 => (y, bottom - x),
                    _ => (x, y),
                };
                target[(y * stored.Width) + x] = source[(down * picture.Width) + across];
            }
        }

        return ExifOrientation.Insert(Bytes(stored.Encode(SKEncodedImageFormat.Jpeg, 90)), orientation);
    }

    /// <param name="worst">The quality is from here to 95.</param>
    private static byte[] Jpeg(PastedPicture picture, int worst, double thing, double ground, double noise = 0)
    {
        using var grey = picture.Grey(thing, ground, noise);
        return Bytes(grey.Encode(SKEncodedImageFormat.Jpeg, worst + picture.Below(95 - worst + 1)));
    }

    private static byte[] Png(SKBitmap bitmap) => Bytes(bitmap.Encode(SKEncodedImageFormat.Png, 100));

    private static byte[] Bytes(SKData? data)
    {
        using (data)
        {
            return data?.ToArray() ?? throw new InvalidOperationException("Skia cannot encode this picture.");
        }
    }
}
