using Clearsight.Serving.Models;
using SkiaSharp;

namespace Clearsight.Serving.Inference;

/// <summary>A piece of an image that is too large for one run.</summary>
/// <param name="Kept">What is kept of the answer; the kept parts of all pieces together are the image.</param>
/// <param name="Seen">What the network sees: the kept part with a margin, within the image.</param>
internal sealed record Piece(SKRectI Kept, SKRectI Seen)
{
    /// <summary>
    /// Width and height of what is kept of one piece. The network holds 64 values of 4 bytes for each pixel of a piece,
    /// so this bounds the memory of a request whatever its image's size.
    /// </summary>
    public const int Size = 256;

    /// <summary>Where the kept part begins in the rows of what is seen.</summary>
    public int Offset => (Kept.Top - Seen.Top) * Seen.Width + (Kept.Left - Seen.Left);

    /// <summary>Pixels of what is seen.</summary>
    public int Pixels => Seen.Width * Seen.Height;

    /// <summary>Cuts an image so that the pieces, put together again, equal the whole within rounding.</summary>
    public static IEnumerable<Piece> Of(Tiling tiling, int width, int height)
    {
        var (whole, margin) = (SKRectI.Create(width, height), Margin(tiling));
        for (var top = 0; top < height; top += Size)
        {
            for (var left = 0; left < width; left += Size)
            {
                var kept = new SKRectI(left, top, Math.Min(left + Size, width), Math.Min(top + Size, height));
                yield return new Piece(kept, SKRectI.Intersect(SKRectI.Inflate(kept, margin, margin), whole));
            }
        }
    }

    /// <summary>The most pixels that a piece of such an image has.</summary>
    public static int Capacity(Tiling tiling, int width, int height)
    {
        var longest = Size + 2 * Margin(tiling);
        return Math.Min(longest, width) * Math.Min(longest, height);
    }

    /// <summary>In multiples of the alignment, so that what is seen starts at one, too.</summary>
    private static int Margin(Tiling tiling) => (tiling.Margin + tiling.Alignment - 1) / tiling.Alignment * tiling.Alignment;
}
