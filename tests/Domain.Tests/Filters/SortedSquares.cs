namespace Clearsight.Domain.Tests.Filters;

/// <summary>What the filters are held against: the values of a square, mirrored at the border and put in order.</summary>
internal static class SortedSquares
{
    /// <summary>Small and larger ones, of all grey values and of a few only, so that many are equal, both ends among them.</summary>
    public static IEnumerable<(int Width, byte[] Pixels)> Images()
    {
        var random = new RandomStream(4, "median");
        byte[] few = [0, 0, 0, 1, 127, 128, 254, 255, 255, 255];
        foreach (var (width, height) in new[] { (1, 1), (2, 3), (4, 4), (7, 7), (9, 12), (16, 11) })
        {
            for (var draw = 0; draw < 10; draw++)
            {
                yield return (width, [.. Enumerable.Range(0, width * height).Select(_ => draw % 2 == 0 ? (byte)random.Below(256) : few[random.Below(few.Length)])]);
            }
        }
    }

    public static byte[] Of(byte[] image, int width, int pixel, int size)
    {
        var (row, column, height, reach) = (pixel / width, pixel % width, image.Length / width, size / 2);
        var places = Enumerable.Range(-reach, size).ToList();
        return [.. (from y in places from x in places select image[(Mirrored(row + y, height) * width) + Mirrored(column + x, width)]).Order()];
    }

    private static int Mirrored(int place, int length)
    {
        while (place < 0 || place >= length)
        {
            place = place < 0 ? -1 - place : (2 * length) - 1 - place;
        }

        return place;
    }
}
