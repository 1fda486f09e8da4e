using Clearsight.Serving.Telemetry;
using SkiaSharp;

namespace Clearsight.Serving.Images;

/// <summary>Writes a picture as PNG: grey as one channel, colour as three, with alpha as four.</summary>
public static class PngEncoder
{
    // The eight bytes of the signature and the chunk IHDR, which always comes first and is always 25 bytes long.
    private const int HeaderLength = 33;

    // Half the time of Skia's defaults (every filter, level 6) for a tenth more bytes: 0.16 s and 1.58 MB against 0.40 s and
    // 1.40 MB for a drawn photograph of 1024 × 1024 pixels.
    private static readonly SKPngEncoderOptions Options = new(SKPngEncoderFilterFlags.Up | SKPngEncoderFilterFlags.Sub, zLibLevel: 3);

    /// <param name="text">Keywords and values of text chunks, in this order.</param>
    public static byte[] Encode(Picture picture, params ReadOnlySpan<(string Keyword, string Text)> text)
    {
        using var span = ServingTelemetry.Spans.StartActivity("encode");
        using var encoded = new SKDynamicMemoryWStream();
        using (var view = picture.View())
        {
            if (!view.Encode(encoded, Options))
            {
                throw new InvalidOperationException($"A picture of {picture.Width} × {picture.Height} pixels cannot be encoded as PNG.");
            }
        }

        var textLength = 0;
        foreach (var (keyword, value) in text)
        {
            textLength += PngText.Length(keyword, value);
        }

        // Text goes between IHDR and the pixels: what was encoded is moved up by its length, and its header back down.
        var png = new byte[encoded.BytesWritten + textLength];
        encoded.CopyTo(png.AsSpan(textLength));
        png.AsSpan(textLength, HeaderLength).CopyTo(png);
        var rest = png.AsSpan(HeaderLength);
        foreach (var (keyword, value) in text)
        {
            rest = rest[PngText.Write(rest, keyword, value)..];
        }

        return png;
    }
}
