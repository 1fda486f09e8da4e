using System.Buffers;
using Clearsight.Serving.Models;
using SkiaSharp;

namespace Clearsight.Serving.Inference;

/// <summary>Runs a denoiser over one plane of values of any size, piece by piece.</summary>
internal static class PlaneCleaning
{
    /// <param name="noisy">Height × width values 0..1.</param>
    /// <param name="cleaned">As long.</param>
    public static void Clean(
        ServedModel denoiser, Memory<float> noisy, int width, int height, Memory<float> cleaned, CancellationToken cancellationToken)
    {
        var capacity = Piece.Capacity(denoiser.Tiling!, width, height);
        var (input, output) = (ArrayPool<float>.Shared.Rent(capacity), ArrayPool<float>.Shared.Rent(capacity));
        try
        {
            foreach (var piece in Piece.Of(denoiser.Tiling!, width, height))
            {
                cancellationToken.ThrowIfCancellationRequested();
                var seen = piece.Seen;
                Copy(noisy.Span[(seen.Top * width + seen.Left)..], width, input, seen.Width, seen.Size);
                denoiser.Denoise(input.AsMemory(0, piece.Pixels), seen.Width, seen.Height, output.AsMemory(0, piece.Pixels));
                Copy(output.AsSpan(piece.Offset), seen.Width, cleaned.Span[(piece.Kept.Top * width + piece.Kept.Left)..], width, piece.Kept.Size);
            }
        }
        finally
        {
            ArrayPool<float>.Shared.Return(input);
            ArrayPool<float>.Shared.Return(output);
        }
    }

    private static void Copy(ReadOnlySpan<float> from, int stride, Span<float> to, int targetStride, SKSizeI size)
    {
        for (var row = 0; row < size.Height; row++)
        {
            from.Slice(row * stride, size.Width).CopyTo(to[(row * targetStride)..]);
        }
    }
}
