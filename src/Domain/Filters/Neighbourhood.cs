using System.Numerics;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Clearsight.Domain.Filters;

/// <summary>
/// The values of the square around a pixel. Beyond the border the image is mirrored, the border's pixels included: what
/// Gonzalez, Woods and Eddins do in "Digital Image Processing Using MATLAB" (adpmedian, medfilt2 "symmetric"); repeating the
/// border's pixels instead would give an impulse among them more votes than it has inside.
/// </summary>
/// <param name="values">What is beyond the square is as high as can be: it never comes before a value of the square.</param>
/// <param name="count">Values of the square, at most 64.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly struct Neighbourhood(Vector512<byte> values, int count)
{
    /// <param name="source">Height × <paramref name="width"/> grey values, row by row.</param>
    /// <param name="size">The side of the square in pixels: odd, at most 7.</param>
    public static Neighbourhood Of(ReadOnlySpan<byte> source, int width, int pixel, int size)
    {
        Span<byte> values = stackalloc byte[Vector512<byte>.Count];
        values[(size * size)..].Fill(byte.MaxValue);
        var (row, column, height, reach) = (pixel / width, pixel % width, source.Length / width, size / 2);
        var inside = column >= reach && column + reach < width;
        for (var y = 0; y < size; y++)
        {
            var line = source.Slice(Mirrored(row - reach + y, height) * width, width);
            var target = values.Slice(y * size, size);
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

        return new Neighbourhood(Vector512.Create<byte>(values), size * size);
    }

    /// <summary>Found bit by bit, without sorting: the largest value that no more than half of the others are below.</summary>
    public byte Median()
    {
        var median = 0;
        for (var bit = 0x80; bit > 0; bit >>= 1)
        {
            var below = Vector512.LessThan(values, Vector512.Create((byte)(median | bit)));
            if (BitOperations.PopCount(below.ExtractMostSignificantBits()) <= count / 2)
            {
                median |= bit;
            }
        }

        return (byte)median;
    }

    /// <summary>Whether some value is lower and some value higher, so that this one is neither the lowest nor the highest.</summary>
    public bool HasOnBothSides(byte value)
    {
        var (own, inside) = (Vector512.Create(value), ulong.MaxValue >> (Vector512<byte>.Count - count));
        return Vector512.LessThanAny(values, own) && (Vector512.GreaterThan(values, own).ExtractMostSignificantBits() & inside) != 0;
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
