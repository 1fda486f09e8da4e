using System.Numerics;

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
    private const int Count = 5;
    private const double Deviation = 1.5;
    private const double LuminanceConstant = 0.01 * 0.01;
    private const double ContrastConstant = 0.03 * 0.03;

    private static readonly double[] Window = Gaussian();

    private readonly int _width;
    private readonly int _height;

    /// <summary>x, y, x², y² and xy of every pixel.</summary>
    private readonly double[][] _products;
    private readonly double[][] _down;
    private readonly double[][] _across;

    public Ssim(int width, int height)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(width, WindowSize);
        ArgumentOutOfRangeException.ThrowIfLessThan(height, WindowSize);
        (_width, _height) = (width, height);
        _products = Planes(width * height);
        _down = Planes(width);
        _across = Planes(width - WindowSize + 1);
    }

    /// <summary>Whether the window fits at all.</summary>
    public static bool IsDefined(int width, int height) => width >= WindowSize && height >= WindowSize;

    /// <param name="first">Height × width values 0..1, row by row.</param>
    /// <param name="second">The same of the other image; the order of the two does not matter.</param>
    public double Mean(ReadOnlySpan<float> first, ReadOnlySpan<float> second)
    {
        Multiply(first, second);
        var (rows, sum) = (_height - WindowSize + 1, 0.0);
        for (var row = 0; row < rows; row++)
        {
            // The Gaussian is a product of one along the columns and one along the rows: 22 products a place instead of 121.
            for (var plane = 0; plane < Count; plane++)
            {
                Weigh(_products[plane].AsSpan(row * _width), _width, _down[plane]);
                Weigh(_down[plane], 1, _across[plane]);
            }

            for (var place = 0; place < _across[0].Length; place++)
            {
                sum += Similarity(_across[0][place], _across[1][place], _across[2][place], _across[3][place], _across[4][place]);
            }
        }

        return sum / (rows * _across[0].Length);
    }

    private static double[][] Planes(int length) => [.. Enumerable.Range(0, Count).Select(_ => new double[length])];

    private void Multiply(ReadOnlySpan<float> first, ReadOnlySpan<float> second)
    {
        for (var pixel = 0; pixel < first.Length; pixel++)
        {
            double x = first[pixel], y = second[pixel];
            _products[0][pixel] = x;
            _products[1][pixel] = y;
            _products[2][pixel] = x * x;
            _products[3][pixel] = y * y;
            _products[4][pixel] = x * y;
        }
    }

    /// <summary>The sums under the window that starts at each place.</summary>
    /// <param name="stride">From one value under the window to the next.</param>
    private static void Weigh(ReadOnlySpan<double> values, int stride, Span<double> sums)
    {
        var lanes = Vector<double>.Count;
        if (sums.Length < lanes)
        {
            for (var place = 0; place < sums.Length; place++)
            {
                sums[place] = 0;
                for (var tap = 0; tap < WindowSize; tap++)
                {
                    sums[place] += Window[tap] * values[place + (tap * stride)];
                }
            }

            return;
        }

        for (var start = 0; start < sums.Length; start += lanes)
        {
            // The last vector ends where the values end: some places are computed twice, none by itself.
            var place = Math.Min(start, sums.Length - lanes);
            var sum = Vector<double>.Zero;
            for (var tap = 0; tap < WindowSize; tap++)
            {
                sum += new Vector<double>(values[(place + (tap * stride))..]) * Window[tap];
            }

            sum.CopyTo(sums[place..]);
        }
    }

    private static double Similarity(double x, double y, double xx, double yy, double xy)
    {
        var (varianceX, varianceY, covariance) = (xx - (x * x), yy - (y * y), xy - (x * y));
        return ((2 * x * y) + LuminanceConstant) * ((2 * covariance) + ContrastConstant)
            / (((x * x) + (y * y) + LuminanceConstant) * (varianceX + varianceY + ContrastConstant));
    }

    private static double[] Gaussian()
    {
        var values = Enumerable.Range(-WindowSize / 2, WindowSize).Select(place => Math.Exp(-place * place / (2 * Deviation * Deviation))).ToArray();
        return [.. values.Select(value => value / values.Sum())];
    }
}
