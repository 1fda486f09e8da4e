using SkiaSharp;

namespace Clearsight.Serving.Images;

/// <summary>A line along all four edges of an area, as around a screenshot or a picture on a page: neither background nor thing.</summary>
internal static class FrameLine
{
    /// <summary>Of the area's shorter side; whatever is thicker is a thing.</summary>
    private const double ThickestShare = 0.02;

    /// <summary>Pixels that a line may be thick in any picture.</summary>
    private const int ThickestAlways = 2;

    /// <summary>Levels by which pixels of the line, or of what is inside, may differ: those of a JPEG's ripples.</summary>
    private const int Tolerance = 24;

    /// <summary>Levels between the line and what is inside.</summary>
    private const int LeastContrast = 48;

    /// <summary>How much of the line, and of what is right inside of it, has to be of one level.</summary>
    private const double LeastShare = 0.95;

    /// <returns>What is inside of the line; the area itself where it has none.</returns>
    public static SKRectI Inside(Picture grey, SKRectI area)
    {
        var outermost = new Ring(grey, area);
        var line = outermost.Median();
        if (outermost.ShareNear(line, Tolerance) < LeastShare)
        {
            return area;
        }

        var thickest = Math.Max(ThickestAlways, (int)(Math.Min(area.Width, area.Height) * ThickestShare));
        for (var depth = 1; depth <= thickest && 2 * depth < Math.Min(area.Width, area.Height); depth++)
        {
            // Rings on the line's soft edge are of neither level.
            var inside = SKRectI.Inflate(area, -depth, -depth);
            var ring = new Ring(grey, inside);
            var level = ring.Median();
            if (Math.Abs(level - line) >= LeastContrast && ring.ShareNear(level, Tolerance) >= LeastShare)
            {
                return inside;
            }
        }

        return area;
    }
}
