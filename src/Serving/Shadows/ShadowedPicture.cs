using Clearsight.Serving.Images;
using Clearsight.Serving.Inference;
using Clearsight.Serving.Models;

namespace Clearsight.Serving.Shadows;

/// <summary>A picture that was cleaned.</summary>
internal sealed class ShadowedPicture : ShadowedRequest
{
    private readonly Picture _noisy;
    private readonly Picture _cleaned;
    private readonly DenoiseSize _size;

    private ShadowedPicture(Picture noisy, Picture cleaned, DenoiseSize size) => (_noisy, _cleaned, _size) = (noisy, cleaned, size);

    public static ShadowedPicture Copy(Picture noisy, Picture cleaned, DenoiseSize size)
    {
        var copy = noisy.Clone();
        try
        {
            return new ShadowedPicture(copy, cleaned.Clone(), size);
        }
        catch
        {
            copy.Dispose();
            throw;
        }
    }

    /// <summary>Of the two copies.</summary>
    public static long Bytes(Picture noisy) => 2L * noisy.Pixels.Length;

    public override (Differences Differences, TimeSpan Latency) Compare(ServedModel shadow, TimeProvider time, CancellationToken cancellationToken)
    {
        var start = time.GetTimestamp();
        using var answer = ImageCleaning.At(_size, shadow, _noisy, cancellationToken);
        var latency = time.GetElapsedTime(start);
        return (Of(_cleaned, answer), latency);
    }

    public override void Dispose()
    {
        _noisy.Dispose();
        _cleaned.Dispose();
    }

    /// <summary>Alpha is left out, which no denoiser touches.</summary>
    private static Differences Of(Picture one, Picture other)
    {
        var first = one.Pixels;
        var second = other.Pixels;
        var (absolute, squared) = (0L, 0L);
        for (var at = 0; at < first.Length; at += one.BytesPerPixel)
        {
            for (var channel = 0; channel < one.Channels; channel++)
            {
                var difference = Math.Abs(first[at + channel] - second[at + channel]);
                absolute += difference;
                squared += difference * difference;
            }
        }

        var values = (double)one.Width * one.Height * one.Channels;
        return new Differences(1, 0, absolute / values / byte.MaxValue, squared / values / (byte.MaxValue * byte.MaxValue));
    }
}
