using System.Buffers;
using SkiaSharp;

namespace Clearsight.Serving.Images;

/// <summary>The thing in a grey picture, told from what is around it.</summary>
/// <param name="Area">The picture, or what is inside of a line around it.</param>
/// <param name="Background">Of the area.</param>
/// <param name="Box">
/// The smallest box around the thing; null where there is none, where it cannot be told from what is around it, and where it
/// reaches the border of the area, behind which it may go on.
/// </param>
/// <param name="IsLighter">Whether more of it is lighter than the background than is darker.</param>
internal sealed record Content(SKRectI Area, Background Background, SKRectI? Box, bool IsLighter)
{
    /// <summary>Of the strongest contrast: what is weaker is a shadow.</summary>
    private const double ContrastShare = 0.125;

    /// <summary>What may be left out at each side, of all contrast that there is: specks of dust.</summary>
    private const double Negligible = 0.0002;

    /// <summary>Of the thing's longest edge, how far its edges may be from sharp: a good half of a pixel where that is 28.</summary>
    private const double Slope = 0.7 / 28;

    /// <summary>Rows and columns that are looked at; a frame has a fraction of these.</summary>
    private const int Resolution = 1024;

    /// <summary>A line, the paper around it, and a line around that.</summary>
    private const int MostLines = 3;

    /// <summary>That of the picture's negative.</summary>
    public Content Inverted => this with { Background = Background.Inverted, IsLighter = !IsLighter };

    public static Content Of(Picture grey)
    {
        var content = WithinLines(grey);

        // A line at some distance from the border is the outermost of what is drawn; with nothing in it, it is the thing.
        return content.Box is { } box && FrameLine.Inside(grey, box) is var inside && inside != box && Within(grey, inside) is { Box: not null } framed
            ? framed
            : content;
    }

    /// <summary>What is inside of all lines along the border, as far as there is anything.</summary>
    private static Content WithinLines(Picture grey)
    {
        var area = grey.Bounds;
        for (var line = 0; line < MostLines && FrameLine.Inside(grey, area) is var inside && inside != area; line++)
        {
            area = inside;
        }

        return area != grey.Bounds && Within(grey, area) is { Box: not null } framed ? framed : Within(grey, grey.Bounds);
    }

    private static Content Within(Picture grey, SKRectI area)
    {
        var content = new Content(area, Background.Of(grey, area), Box: null, IsLighter: true);
        if (!content.Background.IsClear)
        {
            return content;
        }

        var step = 1 + (Math.Max(area.Width, area.Height) / Resolution);
        var (columns, rows) = ((area.Width + step - 1) / step, (area.Height + step - 1) / step);
        var rented = ArrayPool<float>.Shared.Rent(2 * (columns + rows));
        var acrossColumns = new Profile(rented.AsSpan(0, columns), rented.AsSpan(columns, columns));
        var acrossRows = new Profile(rented.AsSpan(2 * columns, rows), rented.AsSpan((2 * columns) + rows, rows));
        content = content.Boxed(grey, step, acrossColumns, acrossRows);
        ArrayPool<float>.Shared.Return(rented);
        return content;
    }

    private Content Boxed(Picture grey, int step, Profile acrossColumns, Profile acrossRows)
    {
        var (lighter, darker, strongest) = Scan(grey, step, Background.Tolerance, acrossColumns, acrossRows);
        if (strongest * ContrastShare > Background.Tolerance)
        {
            (lighter, darker, _) = Scan(grey, step, strongest * ContrastShare, acrossColumns, acrossRows);
        }

        if (strongest == 0)
        {
            return this;
        }

        var negligible = (lighter + darker) * Negligible;
        var ((left, right), (top, bottom)) = (acrossColumns.Reach(negligible), acrossRows.Reach(negligible));
        var touches = left == 0 || top == 0 || right == acrossColumns.Sums.Length || bottom == acrossRows.Sums.Length;
        var slope = (int)Math.Round(Slope * Math.Max(right - left, bottom - top));
        (left, right) = acrossColumns.Narrowed(left, right, slope);
        (top, bottom) = acrossRows.Narrowed(top, bottom, slope);
        return this with
        {
            Box = touches ? null : new SKRectI(Area.Left + (left * step), Area.Top + (top * step), Area.Left + (right * step), Area.Top + (bottom * step)),
            IsLighter = lighter >= darker,
        };
    }

    /// <summary>Fills the profiles with the contrast of every pixel that is not below <paramref name="tolerance"/>.</summary>
    /// <returns>The sums of what is lighter and of what is darker, and the strongest of all.</returns>
    private (double Lighter, double Darker, double Strongest) Scan(
        Picture grey, int step, double tolerance, Profile acrossColumns, Profile acrossRows)
    {
        var pixels = grey.Pixels;
        var (lighter, darker, strongest, least, slope) = (0.0, 0.0, 0f, (float)tolerance, (float)(Background.SlopeX * step));
        acrossColumns.Sums.Clear();
        acrossColumns.Peaks.Clear();
        for (var row = 0; row < acrossRows.Sums.Length; row++)
        {
            var y = Area.Top + (row * step);
            var source = pixels.Slice((y * grey.Width) + Area.Left, Area.Width);
            var (level, up, down, peak) = ((float)Background.At(Area.Left, y), 0f, 0f, 0f);
            for (int column = 0, x = 0; column < acrossColumns.Sums.Length; column++, x += step, level += slope)
            {
                var contrast = source[x] - level;
                var strength = MathF.Abs(contrast);
                if (strength >= least)
                {
                    peak = MathF.Max(peak, strength);
                    acrossColumns.Sums[column] += strength;
                    acrossColumns.Peaks[column] = MathF.Max(acrossColumns.Peaks[column], strength);
                    (up, down) = contrast > 0 ? (up + strength, down) : (up, down + strength);
                }
            }

            (acrossRows.Sums[row], acrossRows.Peaks[row]) = (up + down, peak);
            strongest = MathF.Max(strongest, peak);
            lighter += up;
            darker += down;
        }

        return (lighter, darker, strongest);
    }
}
