using System.Runtime.InteropServices;
using Clearsight.Domain;
using Microsoft.Extensions.Options;
using SkiaSharp;

namespace Clearsight.Serving.Images;

/// <summary>Turns the bytes of a PNG, JPEG, WebP, BMP or GIF (first frame) into pixels, within <see cref="ImageOptions"/>.</summary>
public sealed class ImageDecoder(IOptions<ImageOptions> options, TimeProvider time)
{
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
        var format = Recognize(image.Span);
        var bytes = MemoryMarshal.TryGetArray(image, out var segment) ? segment : new ArraySegment<byte>(image.ToArray());
        using var stream = new DeadlineStream(bytes, options.Value.DecodeDeadline, time, cancellationToken);
        using var codec = SKCodec.Create(stream);
        if (codec is null || codec.Info.Width < 1 || codec.Info.Height < 1)
        {
            throw Damaged(format, stream, cancellationToken);
        }

        Measure(codec.Info);
        var bitmap = Allocate(codec.Info);
        try
        {
            if (codec.GetPixels(bitmap.Info, bitmap.GetPixels()) != SKCodecResult.Success)
            {
                throw Damaged(format, stream, cancellationToken);
            }

            var upright = Orientation.Apply(bitmap, codec.EncodedOrigin);
            bitmap = upright;
            return GreyCheck.ToPicture(upright, format);
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
