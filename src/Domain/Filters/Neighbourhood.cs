namespace Clearsight.Domain.Filters;

internal static class Neighbourhood
{
    /// <summary>Fills <paramref name="window"/> with the square around a pixel, in ascending order.</summary>
    public static void Sorted(ReadOnlySpan<byte> source, int width, int pixel, int size, Span<byte> window)
    {
        var (row, column, height, reach) = (pixel / width, pixel % width, source.Length / width, size / 2);
        var next = 0;
        for (var y = row - reach; y <= row + reach; y++)
        {
            var line = source.Slice(Math.Clamp(y, 0, height - 1) * width, width);
            for (var x = column - reach; x <= column + reach; x++)
            {
                window[next++] = line[Math.Clamp(x, 0, width - 1)];
            }
        }

        window.Sort();
    }
}
