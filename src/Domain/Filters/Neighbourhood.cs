namespace Clearsight.Domain.Filters;

/// <summary>
/// The square around a pixel. Beyond the border the image is mirrored, the border's pixels included: what Gonzalez, Woods
/// and Eddins do in "Digital Image Processing Using MATLAB" (adpmedian, medfilt2 "symmetric"); repeating the border's pixels
/// instead would give an impulse among them up to seven votes.
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
            var (line, target) = (source.Slice(Mirrored(row - reach + y, height) * width, width), window.Slice(y * size, size));
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

    /// <summary>-1 is 0, -2 is 1; at the other end the same. An image smaller than the square is mirrored more than once.</summary>
    private static int Mirrored(int place, int length)
    {
        var period = 2 * length;
        var folded = ((place % period) + period) % period;
        return folded < length ? folded : period - 1 - folded;
    }
}
