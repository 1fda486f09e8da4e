using System.Buffers.Binary;
using SkiaSharp;

namespace Clearsight.Serving.Tests.Drawn;

/// <summary>Pictures drawn for the tests and encoded in every format that the service takes.</summary>
internal static class Drawing
{
    public static readonly string[] Formats = ["png", "jpeg", "webp", "bmp", "gif"];

    public static TheoryData<string> EveryFormat => [.. Formats];

    /// <summary>A light ring on a dark ground: smooth enough for JPEG.</summary>
    public static SKBitmap Ring(int width, int height, bool color = false)
    {
        var bitmap = new SKBitmap(new SKImageInfo(width, height, SKColorType.Rgba8888, SKAlphaType.Opaque));
        using var canvas = new SKCanvas(bitmap);
        canvas.Clear(SKColors.Black);
        using var paint = new SKPaint { Style = SKPaintStyle.Stroke, StrokeWidth = Math.Max(1, Math.Min(width, height) / 6f), IsAntialias = true };
        paint.Color = color ? new SKColor(220, 120, 40) : new SKColor(230, 230, 230);
        canvas.DrawOval(width / 2f, height / 2f, width / 3f, height / 3f, paint);
        return bitmap;
    }

    /// <summary>Every pixel another colour and alpha.</summary>
    public static SKBitmap Translucent(int width, int height)
    {
        var bitmap = new SKBitmap(new SKImageInfo(width, height, SKColorType.Rgba8888, SKAlphaType.Unpremul));
        var pixels = bitmap.GetPixelSpan();
        for (var index = 0; index < pixels.Length; index++)
        {
            pixels[index] = (byte)(index * 37 + index / 7);
        }

        return bitmap;
    }

    public static byte[] Encode(SKBitmap bitmap, string format)
    {
        using var pixmap = bitmap.PeekPixels();
        using var data = format switch
        {
            "png" => pixmap.Encode(SKPngEncoderOptions.Default),
            "jpeg" => pixmap.Encode(new SKJpegEncoderOptions(95, SKJpegEncoderDownsample.Downsample444, SKJpegEncoderAlphaOption.Ignore)),
            "webp" => pixmap.Encode(new SKWebpEncoderOptions(SKWebpEncoderCompression.Lossless, 75)),
            _ => null,
        };
        return data?.ToArray() ?? (format == "bmp" ? Bmp(bitmap) : Gif(bitmap));
    }

    /// <summary>24 bits a pixel, rows from the bottom up.</summary>
    private static byte[] Bmp(SKBitmap bitmap)
    {
        var stride = (bitmap.Width * 3 + 3) / 4 * 4;
        var file = new byte[54 + stride * bitmap.Height];
        "BM"u8.CopyTo(file);
        BinaryPrimitives.WriteInt32LittleEndian(file.AsSpan(2), file.Length);
        BinaryPrimitives.WriteInt32LittleEndian(file.AsSpan(10), 54);
        BinaryPrimitives.WriteInt32LittleEndian(file.AsSpan(14), 40);
        BinaryPrimitives.WriteInt32LittleEndian(file.AsSpan(18), bitmap.Width);
        BinaryPrimitives.WriteInt32LittleEndian(file.AsSpan(22), bitmap.Height);
        file[26] = 1;
        file[28] = 24;
        for (var y = 0; y < bitmap.Height; y++)
        {
            for (var x = 0; x < bitmap.Width; x++)
            {
                var color = bitmap.GetPixel(x, bitmap.Height - 1 - y);
                byte[] pixel = [color.Blue, color.Green, color.Red];
                pixel.CopyTo(file, 54 + y * stride + x * 3);
            }
        }

        return file;
    }

    /// <summary>128 colours, each an average of the pixels' three highest bits a channel or, for a grey picture, 128 greys.</summary>
    private static byte[] Gif(SKBitmap bitmap)
    {
        using var file = new MemoryStream();
        file.Write("GIF89a"u8);
        Span<byte> size = stackalloc byte[4];
        BinaryPrimitives.WriteUInt16LittleEndian(size, (ushort)bitmap.Width);
        BinaryPrimitives.WriteUInt16LittleEndian(size[2..], (ushort)bitmap.Height);
        file.Write(size);
        file.Write([0xF6, 0, 0]); // A global palette of 128 entries.
        var isGrey = bitmap.Pixels.All(pixel => pixel.Red == pixel.Green && pixel.Red == pixel.Blue);
        for (var entry = 0; entry < 128; entry++)
        {
            var grey = (byte)(entry * 2);
            file.Write(isGrey ? [grey, grey, grey] : [(byte)(entry / 32 * 85), (byte)(entry / 4 % 8 * 36), (byte)(entry % 4 * 85)]);
        }

        file.Write([0x2C, 0, 0, 0, 0]);
        file.Write(size);
        file.Write([0, 7]);
        WriteCodes(file, [.. bitmap.Pixels.Select(pixel => isGrey
            ? (byte)(pixel.Red / 2)
            : (byte)(pixel.Red / 64 * 32 + pixel.Green / 32 * 4 + pixel.Blue / 64))]);
        file.Write([0, 0x3B]);
        return file.ToArray();
    }

    /// <summary>LZW without compression: the table is cleared before its codes would grow past 8 bits.</summary>
    private static void WriteCodes(MemoryStream file, byte[] indices)
    {
        const byte Clear = 128;
        byte[] codes = [.. indices.Chunk(120).SelectMany(piece => (byte[])[Clear, .. piece]), Clear + 1];
        foreach (var block in codes.Chunk(255))
        {
            file.WriteByte((byte)block.Length);
            file.Write(block);
        }
    }
}
