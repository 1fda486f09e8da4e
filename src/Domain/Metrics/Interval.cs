namespace Clearsight.Domain.Metrics;

/// <param name="Low">Lower end.</param>
/// <param name="High">Upper end.</param>
/// <param name="Level">How often such an interval holds the true value, 0..1.</param>
public sealed record Interval(double Low, double High, double Level)
{
    private const double UsualLevel = 0.95;
    private const int Resamples = 2_000;

    /// <summary>
    /// Of an accuracy: the percentile interval of as many images drawn again from the same images, with replacement
    /// (Efron, "Bootstrap methods: another look at the jackknife", 1979).
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">There is no image.</exception>
    public static Interval OfAccuracy(ReadOnlySpan<bool> correct, RandomStream random)
    {
        ArgumentOutOfRangeException.ThrowIfZero(correct.Length);
        // Which images were drawn does not matter, only how many of them were right.
        var right = correct.Count(true);
        var accuracies = new double[Resamples];
        foreach (ref var accuracy in accuracies.AsSpan())
        {
            var drawn = 0;
            for (var image = 0; image < correct.Length; image++)
            {
                drawn += random.Below(correct.Length) < right ? 1 : 0;
            }

            accuracy = (double)drawn / correct.Length;
        }

        Array.Sort(accuracies);
        var outside = (1 - UsualLevel) / 2;
        return new Interval(Quantile(accuracies, outside), Quantile(accuracies, 1 - outside), UsualLevel);
    }

    /// <summary>Between the two nearest values, by how near they are.</summary>
    private static double Quantile(double[] ordered, double share)
    {
        var place = share * (ordered.Length - 1);
        var below = (int)place;
        var above = Math.Min(below + 1, ordered.Length - 1);
        return ordered[below] + ((place - below) * (ordered[above] - ordered[below]));
    }
}
