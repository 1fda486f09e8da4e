using Clearsight.Domain;
using SkiaSharp;

namespace Clearsight.Serving.Images;

/// <summary>
/// A decoded picture of 8 bits a channel in native memory: grey (one byte a pixel) or red, green, blue and alpha
/// (four bytes, colours not multiplied by alpha). A grey picture with alpha has four bytes, of which the first three are equal.
/// </summary>
public sealed class Picture : IDisposable
{
    private readonly SKBitmap _bitmap;

    /// <summary>Takes over <paramref name="bitmap"/>, which is Gray8 or unpremultiplied Rgba8888.</summary>
    internal Picture(SKBitmap bitmap, bool isGrey, bool hasAlpha)
    {
        _bitmap = bitmap;
        // Once: each question to the bitmap goes to native code.
        var info = bitmap.Info;
        (Width, Height, BytesPerPixel) = (info.Width, info.Height, info.BytesPerPixel);
        IsGrey = isGrey;
        HasAlpha = hasAlpha;
    }

    public int Width { get; }

    public int Height { get; }

    public bool IsGrey { get; }

    public bool HasAlpha { get; }

    /// <summary>Channels that a network sees one by one: 1, or 3. Alpha is not among them.</summary>
    public int Channels => IsGrey ? 1 : 3;

    internal int BytesPerPixel { get; }

    /// <summary>All of it.</summary>
    internal SKRectI Bounds => SKRectI.Create(Width, Height);

    /// <summary>Row by row without padding.</summary>
    internal Span<byte> Pixels => _bitmap.GetPixelSpan();

    /// <summary>The pixels as Skia sees them; belongs to the picture, and the caller disposes the view.</summary>
    internal SKPixmap View()
    {
        using var pixmap = _bitmap.PeekPixels();
        return pixmap.WithAlphaType(HasAlpha ? SKAlphaType.Unpremul : SKAlphaType.Opaque);
    }

    /// <summary>An opaque grey picture whose pixels are still to be written.</summary>
    internal static Picture CreateGrey(int width, int height) =>
        new(Allocate(width, height, SKColorType.Gray8, SKAlphaType.Opaque), isGrey: true, hasAlpha: false);

    /// <summary>A picture of the same kind with the same pixels.</summary>
    internal Picture Clone()
    {
        var copy = new Picture(Allocate(Width, Height, _bitmap.ColorType, _bitmap.AlphaType), IsGrey, HasAlpha);
        Pixels.CopyTo(copy.Pixels);
        return copy;
    }

    /// <exception cref="BusyException">The memory for the pixels is not to be had now.</exception>
    internal static SKBitmap Allocate(int width, int height, SKColorType colors, SKAlphaType alpha)
    {
        var bitmap = new SKBitmap();
        if (bitmap.TryAllocPixels(new SKImageInfo(width, height, colors, alpha), width * (colors == SKColorType.Gray8 ? 1 : 4)))
        {
            return bitmap;
        }

        bitmap.Dispose();
        throw new BusyException($"There is no memory now for an image of {width} × {height} pixels.", TimeSpan.FromSeconds(5));
    }

    /// <summary>Copies an area of one channel as values 0..1, row by row.</summary>
    internal void Read(int channel, SKRectI area, Span<float> target)
    {
        var pixels = Pixels;
        var step = BytesPerPixel;
        for (var y = area.Top; y < area.Bottom; y++)
        {
            var source = pixels.Slice((y * Width + area.Left) * step + channel);
            var row = target.Slice((y - area.Top) * area.Width, area.Width);
            for (int x = 0, at = 0; x < row.Length; x++, at += step)
            {
                row[x] = source[at] / 255f;
            }
        }
    }

    /// <summary>
    /// Writes an area of one channel from values 0..1, rounded to the nearest level; of a grey picture with alpha all three colours.
    /// </summary>
    /// <param name="source">Starts at the area's first pixel; its rows are <paramref name="stride"/> values apart.</param>
    internal void Write(int channel, SKRectI area, ReadOnlySpan<float> source, int stride)
    {
        var pixels = Pixels;
        var step = BytesPerPixel;
        for (var y = area.Top; y < area.Bottom; y++)
        {
            var target = pixels.Slice((y * Width + area.Left) * step);
            var row = source.Slice((y - area.Top) * stride, area.Width);
            for (int x = 0, at = 0; x < row.Length; x++, at += step)
            {
                var level = (byte)(Math.Clamp(row[x], 0f, 1f) * 255 + 0.5f);
                if (IsGrey && step == 4)
                {
                    target.Slice(at, 3).Fill(level);
                }
                else
                {
                    target[at + channel] = level;
                }
            }
        }
    }

    public void Dispose() => _bitmap.Dispose();
}
