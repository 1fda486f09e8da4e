using System.Text;
using Clearsight.Serving.Images;
using Clearsight.Serving.Tests.Drawn;
using SkiaSharp;

namespace Clearsight.Serving.Tests.Images;

public sealed class PngEncoderTests
{
    private const byte Grey = 0;
    private const byte Color = 2;
    private const byte ColorAlpha = 6;

    [Fact]
    public void Each_kind_of_picture_has_its_colour_type_and_comes_back_to_the_bit()
    {
        using var ring = Drawing.Ring(30, 20);
        using var colored = Drawing.Ring(30, 20, color: true);
        using var translucent = Drawing.Translucent(30, 20);
        AssertRoundTrip(ring, Grey);
        AssertRoundTrip(colored, Color);
        AssertRoundTrip(translucent, ColorAlpha);
    }

    [Fact]
    public void Text_is_there_for_any_reader_and_the_file_stays_whole()
    {
        using var drawn = Drawing.Ring(8, 8);
        using var picture = Decoding.Decode(Drawing.Encode(drawn, "png"));
        var png = PngEncoder.Encode(picture, ("Model", "mnist-denoiser:7"), ("Model-Digest", "sha256:0123"));
        var chunks = PngFile.Read(png);
        Assert.Equal(["IHDR", "tEXt", "tEXt"], chunks.Take(3).Select(chunk => chunk.Type));
        Assert.Equal("IEND", chunks[^1].Type);
        Assert.Equal("Model\0mnist-denoiser:7", Encoding.Latin1.GetString(chunks[1].Data));
        Assert.Equal("Model-Digest\0sha256:0123", Encoding.Latin1.GetString(chunks[2].Data));
        using var again = Decoding.Decode(png);
        Assert.Equal(picture.Pixels, again.Pixels);
    }

    [Fact]
    public void The_checksum_is_the_specifications()
    {
        // The check value of CRC-32/ISO-HDLC in the catalogue of parametrised CRC algorithms, and PNG's own empty IEND chunk.
        Assert.Equal(0xCBF43926, PngText.Crc("123456789"u8));
        Assert.Equal(0xAE426082, PngText.Crc("IEND"u8));
    }

    private static void AssertRoundTrip(SKBitmap drawn, byte colorType)
    {
        using var picture = Decoding.Decode(Drawing.Encode(drawn, "png"));
        var png = PngEncoder.Encode(picture);
        Assert.Equal(colorType, PngFile.ColorType(png));
        using var again = Decoding.Decode(png);
        Assert.Equal(picture.Pixels, again.Pixels);
    }
}
