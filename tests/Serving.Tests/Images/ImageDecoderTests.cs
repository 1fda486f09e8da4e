using Clearsight.Domain;
using Clearsight.Serving.Images;
using Clearsight.Serving.Tests.Drawn;
using SkiaSharp;

namespace Clearsight.Serving.Tests.Images;

public sealed class ImageDecoderTests
{
    public static TheoryData<string> Formats => Drawing.EveryFormat;

    [Theory]
    [MemberData(nameof(Formats))]
    public void A_grey_picture_is_grey_whatever_its_format(string format)
    {
        using var drawn = Drawing.Ring(45, 31);
        using var picture = Decoding.Decode(Drawing.Encode(drawn, format));
        Assert.Equal((45, 31, true, false), (picture.Width, picture.Height, picture.IsGrey, picture.HasAlpha));
        var tolerance = format is "jpeg" ? 12 : format is "gif" ? 1 : 0;
        Assert.All(drawn.Pixels.Zip(picture.Pixels.ToArray()), pair => Assert.InRange(pair.Second - pair.First.Red, -tolerance, tolerance));
    }

    [Theory]
    [MemberData(nameof(Formats))]
    public void Colours_come_out_as_they_were_drawn(string format)
    {
        using var drawn = Drawing.Ring(40, 40, color: true);
        using var picture = Decoding.Decode(Drawing.Encode(drawn, format));
        Assert.Equal((false, false, 3), (picture.IsGrey, picture.HasAlpha, picture.Channels));
        var tolerance = format is "jpeg" ? 30 : format is "gif" ? 64 : 0;
        var center = (20 * 40 + 20 - 40 / 3) * 4;
        var expected = drawn.GetPixelSpan().Slice(center, 3).ToArray();
        Assert.All(expected.Zip(picture.Pixels.Slice(center, 3).ToArray()), pair => Assert.InRange(pair.Second - pair.First, -tolerance, tolerance));
    }

    [Theory]
    [InlineData("png")]
    [InlineData("webp")]
    public void Colours_under_alpha_survive_to_the_bit(string format)
    {
        using var drawn = Drawing.Translucent(16, 16);
        using var picture = Decoding.Decode(Drawing.Encode(drawn, format));
        Assert.True(picture.HasAlpha);
        var expected = drawn.GetPixelSpan().ToArray();
        var actual = picture.Pixels.ToArray();
        for (var pixel = 0; pixel < expected.Length; pixel += 4)
        {
            // WebP may drop the colour of what cannot be seen at all.
            if (format == "png" || expected[pixel + 3] > 0)
            {
                Assert.Equal(expected.AsSpan(pixel, 4), actual.AsSpan(pixel, 4));
            }
        }
    }

    [Fact]
    public void Sixteen_bits_a_channel_become_eight()
    {
        byte[][] rows = [[0x00, 0x00, 0x40, 0x7F, 0xFF, 0xFF], [0x12, 0x34, 0x80, 0x00, 0xFE, 0x00]];
        using var picture = Decoding.Decode(PngFile.Build(3, 2, 16, PngFile.Grey, rows));
        Assert.True(picture is { IsGrey: true, HasAlpha: false });
        Assert.All(new[] { 0x00, 0x40, 0xFF, 0x12, 0x80, 0xFE }.Zip(picture.Pixels.ToArray()), pair => Assert.InRange(pair.Second - pair.First, -1, 1));
    }

    [Fact]
    public void Palettes_and_single_bits_become_levels()
    {
        using var palette = Decoding.Decode(PngFile.Build(3, 1, 8, PngFile.Palette, [[2, 0, 1]], ("PLTE", [10, 20, 30, 40, 50, 60, 70, 80, 90])));
        Assert.Equal<byte[]>([70, 80, 90, 255, 10, 20, 30, 255, 40, 50, 60, 255], palette.Pixels.ToArray());
        using var bits = Decoding.Decode(PngFile.Build(8, 1, 1, PngFile.Grey, [[0b1010_0001]]));
        Assert.Equal<byte[]>([255, 0, 255, 0, 0, 0, 0, 255], bits.Pixels.ToArray());
    }

    [Fact]
    public void Grey_with_alpha_keeps_both()
    {
        using var picture = Decoding.Decode(PngFile.Build(2, 1, 8, PngFile.GreyAlpha, [[200, 3, 90, 255]]));
        Assert.Equal((true, true, 1), (picture.IsGrey, picture.HasAlpha, picture.Channels));
        Assert.Equal<byte[]>([200, 200, 200, 3, 90, 90, 90, 255], picture.Pixels.ToArray());
    }

    [Theory]
    [InlineData(1, "abcdef")]
    [InlineData(2, "cbafed")]
    [InlineData(3, "fedcba")]
    [InlineData(4, "defabc")]
    [InlineData(5, "adbecf")]
    [InlineData(6, "daebfc")]
    [InlineData(7, "fcebda")]
    [InlineData(8, "cfbead")]
    public void The_orientation_of_exif_is_applied(int orientation, string expected)
    {
        // Stored as three columns and two rows, abc over def; from 5 on the upright picture has two columns and three rows.
        using var stored = new SKBitmap(new SKImageInfo(48, 32, SKColorType.Rgba8888, SKAlphaType.Opaque));
        using var canvas = new SKCanvas(stored);
        for (var block = 0; block < 6; block++)
        {
            using var paint = new SKPaint { Color = new SKColor((byte)(block * 50), (byte)(block * 50), (byte)(block * 50)) };
            canvas.DrawRect(SKRect.Create(block % 3 * 16, block / 3 * 16, 16, 16), paint);
        }

        using var picture = Decoding.Decode(ExifOrientation.Insert(Drawing.Encode(stored, "jpeg"), orientation));
        var columns = orientation >= 5 ? 2 : 3;
        Assert.Equal(columns * 16, picture.Width);
        var pixels = picture.Pixels.ToArray();
        var blocks = Enumerable.Range(0, 6).Select(block =>
            (char)('a' + (int)Math.Round(pixels[(block / columns * 16 + 8) * picture.Width + block % columns * 16 + 8] / 50.0)));
        Assert.Equal(expected, string.Concat(blocks));
    }

    [Fact]
    public void One_pixel_is_a_picture()
    {
        using var drawn = Drawing.Ring(1, 1);
        Assert.All(Drawing.Formats, format =>
        {
            using var picture = Decoding.Decode(Drawing.Encode(drawn, format));
            Assert.Equal((1, 1), (picture.Width, picture.Height));
        });
    }

    [Fact]
    public void No_bytes_are_malformed_and_other_bytes_no_image()
    {
        Assert.Throws<MalformedRequestException>(() => Decoding.Decode([]));
        Assert.Throws<UnsupportedContentException>(() => Decoding.Decode("%PDF-1.7 and so on"u8.ToArray()));
        Assert.Throws<UnsupportedContentException>(() => Decoding.Decode([0x89]));
    }

    [Fact]
    public void The_header_alone_decides_that_a_picture_is_too_large()
    {
        var huge = PngFile.Build(50_000, 50_000, 8, PngFile.Grey, []);
        var problem = Assert.Throws<TooLargeException>(() => Decoding.Decode(huge));
        Assert.Contains("50000 × 50000", problem.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_limit_itself_is_allowed()
    {
        using var drawn = Drawing.Ring(20, 10);
        var png = Drawing.Encode(drawn, "png");
        using var picture = Decoding.Decode(png, new ImageOptions { MaximumPixels = 200 });
        Assert.Equal(200, picture.Width * picture.Height);
        Assert.Throws<TooLargeException>(() => Decoding.Decode(png, new ImageOptions { MaximumPixels = 199 }));
    }

    [Theory]
    [MemberData(nameof(Formats))]
    public void A_picture_cut_off_anywhere_is_refused(string format)
    {
        using var drawn = Drawing.Ring(64, 48, color: true);
        var whole = Drawing.Encode(drawn, format);

        // What follows the last pixel may be missing: PNG's IEND chunk with the checksum before it, JPEG's end mark, GIF's trailer.
        var pixelsEnd = whole.Length - (format == "png" ? 20 : format == "webp" ? 0 : 3);
        for (var length = 0; length < pixelsEnd; length += Math.Max(1, whole.Length / 97))
        {
            var problem = Assert.ThrowsAny<DomainException>(() => Decoding.Decode(whole[..length]).Dispose());
            Assert.True(problem is MalformedRequestException or UnsupportedContentException or InvalidRequestException, $"{length}: {problem}");
        }
    }

    [Fact]
    public void Decoding_stops_at_its_deadline()
    {
        using var drawn = Drawing.Ring(300, 300, color: true);
        var time = new Microsoft.Extensions.Time.Testing.FakeTimeProvider { AutoAdvanceAmount = TimeSpan.FromSeconds(1) };
        var options = new ImageOptions { DecodeDeadline = TimeSpan.FromSeconds(3) };
        var problem = Assert.Throws<InvalidRequestException>(() => Decoding.Decode(Drawing.Encode(drawn, "jpeg"), options, time));
        Assert.Contains("longer than 3 s", problem.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Decoding_stops_when_the_client_is_gone()
    {
        using var drawn = Drawing.Ring(30, 30);
        Assert.ThrowsAny<OperationCanceledException>(
            () => Decoding.Decoder().Decode(Drawing.Encode(drawn, "png"), new CancellationToken(canceled: true)));
    }
}
