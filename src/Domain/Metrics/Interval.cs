namespace Clearsight.Domain.Metrics;

/// <param name="Low">Lower end.</param>
/// <param name="High">Upper end.</param>
/// <param name="Level">How often such an interval holds the true value, 0..1.</param>
public sealed record Interval(double Low, double High, double Level)
{
    public const double UsualLevel = 0.95;

    /// <summary>What the middle 95 of 100 values lie between; puts the values in order.</summary>
    /// <returns>Null where there is no value, or where an end is infinite.</returns>
    internal static Interval? OfPercentiles(double[] values)
    {
        if (values.Length == 0)
        {
            return null;
        }

        Array.Sort(values);
        var outside = (1 - UsualLevel) / 2;
        var interval = new Interval(Quantile(values, outside), Quantile(values, 1 - outside), UsualLevel);
        return double.IsFinite(interval.Low) && double.IsFinite(interval.High) ? interval : null;
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
