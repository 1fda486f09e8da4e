using Clearsight.Domain.Metrics;
using Clearsight.Serving.Images;
using SkiaSharp;

namespace Clearsight.Serving.Inference;

/// <summary>What somebody who tries a model needs of pictures beside its answer: pictures made of pixels, pictures changed, and how near two are.</summary>
public sealed class TrialPictures(InferenceGate gate, ImageDecoder decoder)
{
    /// <param name="pixels">Grey values, row by row, 0 (black) to 255.</param>
    /// <returns>A PNG.</returns>
    public static byte[] FromGrey(ReadOnlySpan<byte> pixels, int width)
    {
        using var picture = Picture.CreateGrey(width, pixels.Length / width);
        pixels.CopyTo(picture.Pixels);
        return PngEncoder.Encode(picture);
    }

    /// <summary>The picture with each of its channels changed in turn, as those are cleaned; alpha stays.</summary>
    /// <param name="image">PNG, JPEG, WebP, BMP or GIF.</param>
    /// <param name="change">Gets a channel's values, row by row, 0 to 255, and changes them in place.</param>
    /// <returns>A PNG.</returns>
    /// <exception cref="Domain.DomainException">Those of <see cref="InferenceGate.EnterAsync"/> and <see cref="ImageDecoder.Decode"/>.</exception>
    public async Task<byte[]> ChangeAsync(ReadOnlyMemory<byte> image, Action<byte[]> change, CancellationToken cancellationToken)
    {
        using var place = await gate.EnterAsync(cancellationToken);
        using var picture = decoder.Decode(image, cancellationToken);
        var whole = SKRectI.Create(picture.Width, picture.Height);
        var (values, levels) = (new float[picture.Width * picture.Height], new byte[picture.Width * picture.Height]);
        for (var channel = 0; channel < picture.Channels; channel++)
        {
            picture.Read(channel, whole, values);
            for (var index = 0; index < values.Length; index++)
            {
                levels[index] = (byte)((values[index] * 255) + 0.5f);
            }

            change(levels);
            for (var index = 0; index < values.Length; index++)
            {
                values[index] = levels[index] / 255f;
            }

            picture.Write(channel, whole, values, picture.Width);
        }

        return PngEncoder.Encode(picture);
    }

    /// <summary>How near a picture is to the clean one, over all channels.</summary>
    /// <returns>Decibels; infinite where they are equal.</returns>
    /// <exception cref="Domain.DomainException">Those of <see cref="InferenceGate.EnterAsync"/> and <see cref="ImageDecoder.Decode"/>.</exception>
    public async Task<double> PsnrOfAsync(ReadOnlyMemory<byte> image, ReadOnlyMemory<byte> clean, CancellationToken cancellationToken)
    {
        using var place = await gate.EnterAsync(cancellationToken);
        using var first = decoder.Decode(image, cancellationToken);
        using var second = decoder.Decode(clean, cancellationToken);
        var whole = SKRectI.Create(first.Width, first.Height);
        var (left, right) = (new float[first.Width * first.Height], new float[first.Width * first.Height]);
        var sum = 0.0;
        for (var channel = 0; channel < first.Channels; channel++)
        {
            first.Read(channel, whole, left);
            second.Read(Math.Min(channel, second.Channels - 1), whole, right);
            for (var index = 0; index < left.Length; index++)
            {
                var difference = (double)left[index] - right[index];
                sum += difference * difference;
            }
        }

        return Psnr.FromMse(sum / ((long)left.Length * first.Channels));
    }
}
