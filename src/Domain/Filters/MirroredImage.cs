using System.Numerics;

namespace Clearsight.Domain.Filters;

/// <summary>
/// An image and a border around it that mirrors it, the image's own border pixels included: what Gonzalez, Woods and Eddins
/// do in "Digital Image Processing Using MATLAB" (adpmedian, medfilt2 "symmetric"); repeating the border's pixels instead
/// would give an impulse among them more votes than it has inside. As many neighbouring pixels are looked at at once as a
/// vector holds.
/// </summary>
internal sealed class MirroredImage
{
    private readonly int _stride;
    private readonly int _border;

    /// <summary>Behind each line is room for the vector that begins at its last pixel.</summary>
    private readonly byte[] _pixels;

    /// <param name="source">Height × <paramref name="width"/> grey values, row by row.</param>
    /// <param name="border">Pixels on each side: half of the largest square's side.</param>
    public MirroredImage(ReadOnlySpan<byte> source, int width, int border)
    {
        (Width, Height, _border) = (width, source.Length / width, border);
        _stride = width + (2 * border) + Vector<byte>.Count;
        _pixels = new byte[_stride * (Height + (2 * border))];
        for (var y = -border; y < Height + border; y++)
        {
            var line = source.Slice(Mirrored(y, Height) * width, width);
            var target = _pixels.AsSpan((y + border) * _stride);
            line.CopyTo(target[border..]);
            for (var x = 1; x <= border; x++)
            {
                target[border - x] = line[Mirrored(-x, width)];
                target[border + width - 1 + x] = line[Mirrored(width - 1 + x, width)];
            }
        }
    }

    private int Width { get; }

    private int Height { get; }

    /// <summary>Fills an image of the same size, as many pixels of a row at once as a vector holds.</summary>
    /// <param name="restored">Of the pixels of row y from column x on; what is beyond the row is not used.</param>
    public void Map(Span<byte> target, Func<int, int, Vector<byte>> restored)
    {
        Span<byte> values = stackalloc byte[Vector<byte>.Count];
        for (var y = 0; y < Height; y++)
        {
            for (var x = 0; x < Width; x += values.Length)
            {
                restored(y, x).CopyTo(values);
                values[..Math.Min(values.Length, Width - x)].CopyTo(target[((y * Width) + x)..]);
            }
        }
    }

    /// <summary>The pixels of a row from one on.</summary>
    public Vector<byte> At(int y, int x) => new(_pixels.AsSpan(((y + _border) * _stride) + x + _border));

    /// <summary>
    /// The medians of the squares around these pixels, found bit by bit: the largest values that no more than half of a
    /// square's others are below. A vector's comparisons count for all of them at once, and nothing is sorted.
    /// </summary>
    /// <param name="size">The squares' side in pixels: odd, at most 15, so that a byte holds the counts.</param>
    public Vector<byte> Medians(int y, int x, int size)
    {
        var (medians, half, reach) = (Vector<byte>.Zero, new Vector<byte>((byte)(size * size / 2)), size / 2);
        for (var bit = 0x80; bit > 0; bit >>= 1)
        {
            var (candidates, below) = (medians | new Vector<byte>((byte)bit), Vector<byte>.Zero);
            for (var row = y - reach; row <= y + reach; row++)
            {
                for (var column = x - reach; column <= x + reach; column++)
                {
                    // True is all bits, which is -1.
                    below -= Vector.LessThan(At(row, column), candidates);
                }
            }

            medians = Vector.ConditionalSelect(Vector.LessThanOrEqual(below, half), candidates, medians);
        }

        return medians;
    }

    /// <summary>The lowest and the highest values of the squares around these pixels.</summary>
    public (Vector<byte> Lowest, Vector<byte> Highest) Range(int y, int x, int size)
    {
        var (lowest, highest, reach) = (At(y, x), At(y, x), size / 2);
        for (var row = y - reach; row <= y + reach; row++)
        {
            for (var column = x - reach; column <= x + reach; column++)
            {
                lowest = Vector.Min(lowest, At(row, column));
                highest = Vector.Max(highest, At(row, column));
            }
        }

        return (lowest, highest);
    }

    /// <summary>-1 is 0, -2 is 1; at the other end the same. An image smaller than the border is mirrored more than once.</summary>
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
