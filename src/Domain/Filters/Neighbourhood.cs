namespace Clearsight.Domain.Filters;

/// <summary>
/// The square around a pixel. Beyond the border the image is mirrored, the border's pixels included: what Gonzalez, Woods
/// and Eddins do in "Digital Image Processing Using MATLAB" (adpmedian, medfilt2 "symmetric"); repeating the border's pixels
/// instead would give an impulse among them more votes than it has inside.
/// </summary>
internal static class Neighbourhood
{
    /// <summary>Fills <paramref name="window"/> with the square, row by row.</summary>
    public static void Fill(ReadOnlySpan<byte> source, int width, int pixel, int size, Span<byte> window)
    {
        var (row, column, height, reach) = (pixel / width, pixel % width, source.Length / width, size / 2);
        var inside = column >= reach && column + reach < width;
        for (var y = 0; y < size; y++)
        {
            var line = source.Slice(Mirrored(row - reach + y, height) * width, width);
            var target = window.Slice(y * size, size);
            if (inside)
            {
                line.Slice(column - reach, size).CopyTo(target);
                continue;
            }

            for (var x = 0; x < size; x++)
            {
                target[x] = line[Mirrored(column - reach + x, width)];
            }
        }
    }

    /// <summary>
    /// Lowest, median and highest value. Where more than half of the values are the lowest or the highest one, so is the
    /// median, and nothing needs sorting: on dark ground that is most of the time.
    /// </summary>
    public static (byte Lowest, byte Median, byte Highest) Order(Span<byte> window)
    {
        var (lowest, highest) = (byte.MaxValue, byte.MinValue);
        foreach (var value in window)
        {
            lowest = Math.Min(lowest, value);
            highest = Math.Max(highest, value);
        }

        var half = window.Length / 2;
        if (window.Count(lowest) > half)
        {
            return (lowest, lowest, highest);
        }

        if (window.Count(highest) > half)
        {
            return (lowest, highest, highest);
        }

        window.Sort();
        return (lowest, window[half], highest);
    }

    /// <summary>-1 is 0, -2 is 1; at the other end the same. An image smaller than the square is mirrored more than once.</summary>
    private static int Mirrored(int place, int length)
    {
        if ((uint)place < (uint)length)
        {
            return place;
        }

        var period = 2 * length;
        var folded = ((place % period) + period) % period;
        return folded < length ? folded : period - 1 - folded;
    }
}
