using System.Buffers;
using Clearsight.Serving.Images;
using Clearsight.Serving.Models;
using SkiaSharp;

namespace Clearsight.Serving.Inference;

/// <summary>Runs a denoiser over a picture, one channel after the other; alpha stays as it is.</summary>
internal static class ImageCleaning
{
    /// <summary>
    /// Width and height of what is kept of one piece. The network holds 64 values of 4 bytes for each pixel of a piece,
    /// so this bounds the memory of a request whatever its picture's size.
    /// </summary>
    private const int PieceSize = 256;

    /// <summary>
    /// Cleans at the picture's own size, a large one in overlapping pieces (<see cref="Tiling"/>), which equals the
    /// whole within rounding.
    /// </summary>
    public static Picture AtOwnSize(ServedModel denoiser, Picture noisy, CancellationToken cancellationToken)
    {
        var tiling = denoiser.Tiling!;
        var cleaned = noisy.Clone();
        var (longest, margin) = (PieceSize + 2 * tiling.Margin, RoundUp(tiling.Margin, tiling.Alignment));
        var capacity = Math.Min(longest, noisy.Width) * Math.Min(longest, noisy.Height);
        var (input, output) = (ArrayPool<float>.Shared.Rent(capacity), ArrayPool<float>.Shared.Rent(capacity));
        try
        {
            foreach (var (channel, kept) in Pieces(noisy))
            {
                cancellationToken.ThrowIfCancellationRequested();
                var seen = SKRectI.Intersect(SKRectI.Inflate(kept, margin, margin), SKRectI.Create(noisy.Width, noisy.Height));
                var pixels = seen.Width * seen.Height;
                noisy.Read(channel, seen, input);
                denoiser.Denoise(input.AsMemory(0, pixels), seen.Width, seen.Height, output.AsMemory(0, pixels));
                var first = (kept.Top - seen.Top) * seen.Width + (kept.Left - seen.Left);
                cleaned.Write(channel, kept, output.AsSpan(first), seen.Width);
            }

            return cleaned;
        }
        catch
        {
            cleaned.Dispose();
            throw;
        }
        finally
        {
            ArrayPool<float>.Shared.Return(input);
            ArrayPool<float>.Shared.Return(output);
        }
    }

    /// <summary>Scales to the size that the network was trained on, cleans, and scales back.</summary>
    public static Picture AtFrameSize(ServedModel denoiser, Picture noisy, CancellationToken cancellationToken)
    {
        var (frame, whole) = (denoiser.Frame, SKRectI.Create(noisy.Width, noisy.Height));
        var framed = new float[frame.Width * frame.Height];
        var answer = new float[framed.Length];
        var cleaned = noisy.Clone();
        var pixels = ArrayPool<float>.Shared.Rent(noisy.Width * noisy.Height);
        try
        {
            for (var channel = 0; channel < noisy.Channels; channel++)
            {
                cancellationToken.ThrowIfCancellationRequested();
                noisy.Read(channel, whole, pixels);
                Resampling.Resize(pixels, noisy.Width, noisy.Height, framed, frame.Width, frame.Height);
                denoiser.Denoise(framed, frame.Width, frame.Height, answer);
                Resampling.Resize(answer, frame.Width, frame.Height, pixels, noisy.Width, noisy.Height);
                cleaned.Write(channel, whole, pixels, noisy.Width);
            }

            return cleaned;
        }
        catch
        {
            cleaned.Dispose();
            throw;
        }
        finally
        {
            ArrayPool<float>.Shared.Return(pixels);
        }
    }

    /// <summary>What is kept of each piece; together they are the picture.</summary>
    private static IEnumerable<(int Channel, SKRectI Kept)> Pieces(Picture picture)
    {
        for (var channel = 0; channel < picture.Channels; channel++)
        {
            for (var top = 0; top < picture.Height; top += PieceSize)
            {
                for (var left = 0; left < picture.Width; left += PieceSize)
                {
                    yield return (channel, new SKRectI(
                        left, top, Math.Min(left + PieceSize, picture.Width), Math.Min(top + PieceSize, picture.Height)));
                }
            }
        }
    }

    private static int RoundUp(int value, int multiple) => (value + multiple - 1) / multiple * multiple;
}
