using System.Buffers;
using Clearsight.Serving.Images;
using Clearsight.Serving.Models;
using SkiaSharp;

namespace Clearsight.Serving.Inference;

/// <summary>Runs a denoiser over a picture, one channel after the other; alpha stays as it is.</summary>
internal static class ImageCleaning
{
    public static Picture At(DenoiseSize size, ServedModel denoiser, Picture noisy, CancellationToken cancellationToken) =>
        size == DenoiseSize.Native ? AtOwnSize(denoiser, noisy, cancellationToken) : AtFrameSize(denoiser, noisy, cancellationToken);

    /// <summary>
    /// Cleans at the picture's own size, a large one in overlapping pieces (<see cref="Piece"/>), which equals the
    /// whole within rounding.
    /// </summary>
    public static Picture AtOwnSize(ServedModel denoiser, Picture noisy, CancellationToken cancellationToken)
    {
        var tiling = denoiser.Tiling!;
        var cleaned = noisy.Clone();
        var capacity = Piece.Capacity(tiling, noisy.Width, noisy.Height);
        var (input, output) = (ArrayPool<float>.Shared.Rent(capacity), ArrayPool<float>.Shared.Rent(capacity));
        try
        {
            foreach (var (channel, piece) in Pieces(noisy, tiling))
            {
                cancellationToken.ThrowIfCancellationRequested();
                noisy.Read(channel, piece.Seen, input);
                denoiser.Denoise(input.AsMemory(0, piece.Pixels), piece.Seen.Width, piece.Seen.Height, output.AsMemory(0, piece.Pixels));
                cleaned.Write(channel, piece.Kept, output.AsSpan(piece.Offset), piece.Seen.Width);
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
    private static Picture AtFrameSize(ServedModel denoiser, Picture noisy, CancellationToken cancellationToken)
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
                Resampling.Resize<float>(pixels, noisy.Width, noisy.Width, noisy.Height, framed, frame.Width, frame.Height, aperture: 1);
                denoiser.Denoise(framed, frame.Width, frame.Height, answer);
                Resampling.Resize<float>(answer, frame.Width, frame.Width, frame.Height, pixels, noisy.Width, noisy.Height, aperture: 1);
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

    private static IEnumerable<(int Channel, Piece Piece)> Pieces(Picture picture, Tiling tiling) =>
        from channel in Enumerable.Range(0, picture.Channels)
        from piece in Piece.Of(tiling, picture.Width, picture.Height)
        select (channel, piece);
}
