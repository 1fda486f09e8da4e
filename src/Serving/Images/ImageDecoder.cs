using System.Runtime.InteropServices;
using Clearsight.Domain;
using Clearsight.Serving.Telemetry;
using Microsoft.Extensions.Options;
using SkiaSharp;

namespace Clearsight.Serving.Images;

/// <summary>Turns the bytes of a PNG, JPEG, WebP, BMP or GIF (first frame) into pixels, within <see cref="ImageOptions"/>.</summary>
public sealed class ImageDecoder(IOptions<ImageOptions> options, TimeProvider time)
{
    // Of these a decoder can be let loose: however many passes a progressive JPEG of this length asks for, all of them over so
    // few pixels take a tenth of a second. And it reads memory of its own twice as fast as a stream that has to answer it.
    private const int SmallLength = 16 * 1024;
    private const int SmallPixels = 128 * 128;

    /// <summary>
    /// Decodes with the orientation that the picture's EXIF data asks for. Colours are taken as stored: no colour
    /// profile is applied, and 16 bits a channel become 8.
    /// </summary>
    /// <exception cref="MalformedRequestException">There are no bytes.</exception>
    /// <exception cref="UnsupportedContentException">The bytes are none of the five formats.</exception>
    /// <exception cref="TooLargeException">The header says more pixels than are allowed.</exception>
    /// <exception cref="InvalidRequestException">The picture is damaged, ends early or takes too long.</exception>
    public Picture Decode(ReadOnlyMemory<byte> image, CancellationToken cancellationToken)
    {
        using var span = ServingTelemetry.Spans.StartActivity("decode");
        cancellationToken.ThrowIfCancellationRequested();
        var format = Recognize(image.Span);
        return (image.Length <= SmallLength ? DecodeSmall(image.Span, format) : null) ?? DecodeInTime(image, format, cancellationToken);
    }

    /// <returns>Null for a picture that has many pixels or does not decode.</returns>
    private Picture? DecodeSmall(ReadOnlySpan<byte> image, ImageFormat format)
    {
        using var stream = new SKMemoryStream(image.ToArray());
        using var codec = SKCodec.Create(stream);
        if (codec is null)
        {
            return null;
        }

        var (info, most) = (codec.Info, Math.Min(SmallPixels, options.Value.MaximumPixels));
        return IsEmpty(info) || info.Width > most / info.Height ? null : Read(codec, info, format);
    }

    private Picture DecodeInTime(ReadOnlyMemory<byte> image, ImageFormat format, CancellationToken cancellationToken)
    {
        var bytes = MemoryMarshal.TryGetArray(image, out var segment) ? segment : new ArraySegment<byte>(image.ToArray());
        using var stream = new DeadlineStream(bytes, options.Value.DecodeDeadline, time, cancellationToken);
        using var codec = SKCodec.Create(stream);
        // Asked for once: each time makes a colour space, too.
        var info = codec?.Info ?? SKImageInfo.Empty;
        if (codec is null || IsEmpty(info))
        {
            throw Damaged(format, stream, cancellationToken);
        }

        Measure(info);
        return Read(codec, info, format) ?? throw Damaged(format, stream, cancellationToken);
    }

    private static bool IsEmpty(SKImageInfo info) => info.Width < 1 || info.Height < 1;

    /// <returns>Null for a picture that does not decode to its end.</returns>
    private static Picture? Read(SKCodec codec, SKImageInfo info, ImageFormat format)
    {
        var bitmap = Allocate(info);
        try
        {
            if (codec.GetPixels(bitmap.Info, bitmap.GetPixels()) != SKCodecResult.Success)
            {
                bitmap.Dispose();
                return null;
            }

            bitmap = Orientation.Apply(bitmap, codec.EncodedOrigin);
            return GreyCheck.ToPicture(bitmap, format);
        }
        catch
        {
            bitmap.Dispose();
            throw;
        }
    }

    private static ImageFormat Recognize(ReadOnlySpan<byte> image)
    {
        if (image.IsEmpty)
        {
            throw new MalformedRequestException("The image is empty: it has no bytes.");
        }

        return ImageFormats.Detect(image)
            ?? throw new UnsupportedContentException($"This is not an image that is taken here; send {ImageFormats.Names}.");
    }

    private void Measure(SKImageInfo info)
    {
        var pixels = (long)info.Width * info.Height;
        if (pixels > options.Value.MaximumPixels)
        {
            throw new TooLargeException(
                $"The image has {info.Width} × {info.Height} pixels; the limit is {options.Value.MaximumPixels} in all.");
        }
    }

    private static SKBitmap Allocate(SKImageInfo info) => info.ColorType == SKColorType.Gray8
        ? Picture.Allocate(info.Width, info.Height, SKColorType.Gray8, SKAlphaType.Opaque)
        // Unpremultiplied, or colours under a small alpha would lose their bits.
        : Picture.Allocate(info.Width, info.Height, SKColorType.Rgba8888, info.IsOpaque ? SKAlphaType.Opaque : SKAlphaType.Unpremul);

    private InvalidRequestException Damaged(ImageFormat format, DeadlineStream stream, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var name = format == ImageFormat.WebP ? "WebP" : format.ToString().ToUpperInvariant();
        return new InvalidRequestException("image", stream.IsLate
            ? $"The {name} image takes longer than {options.Value.DecodeDeadline.TotalSeconds} s to decode."
            : $"The {name} image is damaged or ends early.");
    }
}
