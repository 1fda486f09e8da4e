using System.Runtime.InteropServices;

namespace Clearsight.Domain.Metrics;

/// <summary>
/// Structural similarity of two images of one size: 1 for equal ones (Wang, Bovik, Sheikh and Simoncelli, "Image quality
/// assessment: from error visibility to structural similarity", 2004). A Gaussian window of 11 × 11 pixels with standard
/// deviation 1.5, K₁ = 0.01, K₂ = 0.03, pixel values 0..1; the mean over all places where the whole window fits.
/// </summary>
/// <remarks>Holds memory to compute in, so an instance serves one thread.</remarks>
public sealed class Ssim
{
    public const int WindowSize = 11;
    private const double Deviation = 1.5;
    private const double LuminanceConstant = 0.01 * 0.01;
    private const double ContrastConstant = 0.03 * 0.03;

    private static readonly double[] Window = Gaussian();

    private readonly int _width;
    private readonly int _height;
    private readonly Moments[] _rows;

    public Ssim(int width, int height)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(width, WindowSize);
        ArgumentOutOfRangeException.ThrowIfLessThan(height, WindowSize);
        (_width, _height) = (width, height);
        _rows = new Moments[height * (width - WindowSize + 1)];
    }

    /// <summary>Whether the window fits at all.</summary>
    public static bool IsDefined(int width, int height) => width >= WindowSize && height >= WindowSize;

    /// <param name="first">Height × width values 0..1, row by row.</param>
    /// <param name="second">The same of the other image; the order of the two does not matter.</param>
    public double Mean(ReadOnlySpan<float> first, ReadOnlySpan<float> second)
    {
        // The Gaussian is a product of one along the rows and one along the columns: 22 products a place instead of 121.
        var (columns, rows, sum) = (_width - WindowSize + 1, _height - WindowSize + 1, 0.0);
        for (var row = 0; row < _height; row++)
        {
            for (var column = 0; column < columns; column++)
            {
                var start = (row * _width) + column;
                _rows[(row * columns) + column] = Along(first.Slice(start, WindowSize), second.Slice(start, WindowSize));
            }
        }

        for (var place = 0; place < rows * columns; place++)
        {
            var moments = default(Moments);
            for (var tap = 0; tap < WindowSize; tap++)
            {
                moments.Add(_rows[place + (tap * columns)], Window[tap]);
            }

            sum += moments.Similarity();
        }

        return sum / (rows * columns);
    }

    private static Moments Along(ReadOnlySpan<float> first, ReadOnlySpan<float> second)
    {
        var moments = default(Moments);
        for (var tap = 0; tap < WindowSize; tap++)
        {
            double x = first[tap], y = second[tap];
            moments.Add(new Moments { X = x, Y = y, XX = x * x, YY = y * y, XY = x * y }, Window[tap]);
        }

        return moments;
    }

    private static double[] Gaussian()
    {
        var values = Enumerable.Range(-WindowSize / 2, WindowSize).Select(place => Math.Exp(-place * place / (2 * Deviation * Deviation))).ToArray();
        return [.. values.Select(value => value / values.Sum())];
    }

    /// <summary>Weighted sums under the window.</summary>
    [StructLayout(LayoutKind.Auto)]
    private struct Moments
    {
        public double X;
        public double Y;
        public double XX;
        public double YY;
        public double XY;

        public void Add(in Moments other, double weight)
        {
            X += weight * other.X;
            Y += weight * other.Y;
            XX += weight * other.XX;
            YY += weight * other.YY;
            XY += weight * other.XY;
        }

        public readonly double Similarity()
        {
            var (varianceX, varianceY, covariance) = (XX - (X * X), YY - (Y * Y), XY - (X * Y));
            return ((2 * X * Y) + LuminanceConstant) * ((2 * covariance) + ContrastConstant)
                / (((X * X) + (Y * Y) + LuminanceConstant) * (varianceX + varianceY + ContrastConstant));
        }
    }
}
