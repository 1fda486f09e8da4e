using System.Runtime.InteropServices;
using SkiaSharp;

namespace Clearsight.Serving.Images;

/// <summary>
/// What lies around the thing in an area of a grey picture, as its border tells: a level that may rise evenly to one side,
/// as that of paper does under slanting light.
/// </summary>
/// <param name="Level">0 to 255, where x and y are zero.</param>
/// <param name="SlopeX">Levels a pixel to the right.</param>
/// <param name="SlopeY">Levels a pixel down.</param>
internal sealed record Background(double Level, double SlopeX, double SlopeY)
{
    /// <summary>Levels that a pixel must differ from the background to be anything else: above the ripples of a JPEG.</summary>
    private const int LeastContrast = 16;

    /// <summary>Standard deviations from which on a pixel is no longer background: one of two million is.</summary>
    private const double FarOut = 5;

    /// <summary>From the median deviation to the standard deviation of a normal distribution.</summary>
    private const double NormalSpread = 1.4826;

    /// <summary>What spreads more is texture.</summary>
    private const double LargestSpread = 20;

    private const double LeastShare = 0.6;

    /// <summary>Rounds of weighting anew; in the last of them what is far from the plane no longer pulls at it at all.</summary>
    private const int Rounds = 16, LastRounds = 6;

    /// <summary>The median level of the border.</summary>
    public int Median { get; private init; }

    /// <summary>Standard deviation of the background's own pixels in levels, by their median deviation.</summary>
    public double Spread { get; private init; }

    /// <summary>How much of the border is background, 0 to 1.</summary>
    public double Share { get; private init; }

    /// <summary>Whether there is one at all: not in a photograph that is full of things.</summary>
    public bool IsClear => Spread <= LargestSpread && Share >= LeastShare;

    /// <summary>Levels from the background from which on a pixel is content.</summary>
    public double Tolerance => Math.Max(LeastContrast, FarOut * Spread);

    /// <summary>That of the picture's negative.</summary>
    public Background Inverted => this with { Level = byte.MaxValue - Level, SlopeX = -SlopeX, SlopeY = -SlopeY, Median = byte.MaxValue - Median };

    public double At(double x, double y) => Level + (SlopeX * x) + (SlopeY * y);

    /// <summary>
    /// The plane of the least absolute deviations from the border's pixels, by least squares whose weights follow from the
    /// plane before (Schlossmacher, "An iterative technique for absolute deviations curve fitting", 1973): what covers less
    /// than half of the border, be it the thing itself or a shadow, does not move it.
    /// </summary>
    public static Background Of(Picture grey, SKRectI area)
    {
        var ring = new Ring(grey, area);
        Span<Sample> samples = stackalloc Sample[ring.Count];
        for (var index = 0; index < samples.Length; index++)
        {
            samples[index] = new Sample(ring[index].X, ring[index].Y, ring.Level(index));
        }

        var median = ring.Median();
        var plane = new Background(median, 0, 0);
        for (var round = 0; round < Rounds; round++)
        {
            plane = Fitted(samples, plane, isLast: round >= Rounds - LastRounds);
        }

        return plane.Measured(samples) with { Median = median };
    }

    private Background Measured(ReadOnlySpan<Sample> samples)
    {
        Span<double> deviations = stackalloc double[samples.Length];
        for (var index = 0; index < deviations.Length; index++)
        {
            deviations[index] = Deviation(samples[index]);
        }

        deviations.Sort();
        var measured = this with { Spread = NormalSpread * deviations[deviations.Length / 2] };
        var near = 0;
        while (near < deviations.Length && deviations[near] < measured.Tolerance)
        {
            near++;
        }

        return measured with { Share = (double)near / deviations.Length };
    }

    private double Deviation(Sample sample) => Math.Abs(sample.Level - At(sample.X, sample.Y));

    private static Background Fitted(ReadOnlySpan<Sample> samples, Background before, bool isLast)
    {
        // Sums of weights, of x, y and levels by them, and of their products.
        double w = 0, wx = 0, wy = 0, wl = 0, wxx = 0, wxy = 0, wyy = 0, wxl = 0, wyl = 0;
        foreach (var sample in samples)
        {
            var (x, y, level) = sample;
            var deviation = Math.Max(1, before.Deviation(sample));
            var weight = 1 / (isLast ? deviation * deviation : deviation);
            w += weight;
            wx += weight * x;
            wy += weight * y;
            wl += weight * level;
            wxx += weight * x * x;
            wxy += weight * x * y;
            wyy += weight * y * y;
            wxl += weight * x * level;
            wyl += weight * y * level;
        }

        // Around the weighted means two equations are left, for the slopes.
        var (xx, xy, yy) = (wxx - (wx * wx / w), wxy - (wx * wy / w), wyy - (wy * wy / w));
        var (xl, yl) = (wxl - (wx * wl / w), wyl - (wy * wl / w));
        var determinant = (xx * yy) - (xy * xy);

        // A single line of pixels has no plane.
        var (slopeX, slopeY) = determinant < 1e-6 * w * w ? (0, 0) : (((xl * yy) - (yl * xy)) / determinant, ((yl * xx) - (xl * xy)) / determinant);
        return new Background((wl - (slopeX * wx) - (slopeY * wy)) / w, slopeX, slopeY);
    }

    [StructLayout(LayoutKind.Auto)]
    private readonly record struct Sample(double X, double Y, double Level);
}
