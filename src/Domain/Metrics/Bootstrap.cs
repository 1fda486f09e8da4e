namespace Clearsight.Domain.Metrics;

/// <summary>
/// How far figures of some images would differ on others of their kind: as many images are drawn again from the same ones,
/// with replacement, and measured, many times over (Efron, "Bootstrap methods: another look at the jackknife", 1979).
/// </summary>
/// <param name="images">How many there are, at least one.</param>
/// <param name="purpose">Each has its own draws.</param>
/// <remarks>A figure that no image spoils, such as the accuracy of a classifier without a mistake, comes out with no width at all.</remarks>
public sealed class Bootstrap(int images, string purpose)
{
    /// <summary>The same for every evaluation, so that evaluating again gives the same intervals.</summary>
    private const ulong Seed = 20_240_601;
    private const int Resamples = 2_000;

    /// <param name="times">How often each image was drawn.</param>
    /// <param name="figures">To fill; <see cref="double.NaN"/> where there is none of such images.</param>
    public delegate void Measure(ReadOnlySpan<int> times, Span<double> figures);

    /// <returns>The percentile interval of each figure over the draws that have it; null where one of its ends is not a finite number.</returns>
    /// <exception cref="ArgumentOutOfRangeException">There is no image.</exception>
    public IReadOnlyList<Interval?> Intervals(int figures, Measure measure)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(images);
        double[][] drawn = [.. Enumerable.Range(0, figures).Select(_ => new double[Resamples])];
        var random = new RandomStream(Seed, $"bootstrap/{purpose}");
        var (times, values) = (new int[images], new double[figures]);
        for (var resample = 0; resample < Resamples; resample++)
        {
            Draw(random, times);
            measure(times, values);
            for (var figure = 0; figure < figures; figure++)
            {
                drawn[figure][resample] = values[figure];
            }
        }

        return Array.ConvertAll(drawn, draws => Interval.OfPercentiles(Array.FindAll(draws, value => !double.IsNaN(value))));
    }

    private static void Draw(RandomStream random, int[] times)
    {
        Array.Clear(times);
        for (var image = 0; image < times.Length; image++)
        {
            times[random.Below(times.Length)]++;
        }
    }
}
