namespace Clearsight.Domain.Metrics;

/// <summary>
/// What one class gives and takes as the threshold on its probability falls from 1 to 0: the points of its
/// precision-recall curve (recall, precision) and of its ROC curve (false positive rate, recall).
/// </summary>
/// <param name="AveragePrecision">Σ (Rₙ − Rₙ₋₁) · Pₙ over all thresholds, not interpolated; null where the images show no such class.</param>
/// <param name="RocArea">By trapezoids over all thresholds; null where the images show no such class, or no other.</param>
/// <param name="Precision">By point; 1 at the first one, where nothing is taken for the class.</param>
/// <param name="Recall">By point, rising from 0 to 1.</param>
/// <param name="FalsePositiveRate">By point: of the images of other classes, the share taken for this one; rising from 0 to 1.</param>
public sealed record ClassCurve(
    double? AveragePrecision,
    double? RocArea,
    IReadOnlyList<double> Precision,
    IReadOnlyList<double> Recall,
    IReadOnlyList<double> FalsePositiveRate)
{
    /// <summary>Enough for a smooth picture. The areas are of all thresholds, however many points are kept.</summary>
    public const int MaximumPoints = 64;

    // Of 10,000 images one changes a rate by more than this.
    private const int Decimals = 5;

    /// <param name="scores">How much each image looks like the class; larger is more.</param>
    /// <param name="positive">Whether it is of the class.</param>
    public static ClassCurve Of(ReadOnlySpan<double> scores, ReadOnlySpan<bool> positive)
    {
        var points = CumulativeCounts(scores, positive);
        var (positives, negatives) = points[^1];
        if (positives == 0)
        {
            return new ClassCurve(null, null, [], [], []);
        }

        var (precisionArea, rocArea) = Areas(points);
        var kept = Thinned(points);
        return new ClassCurve(
            precisionArea / positives,
            negatives == 0 ? null : rocArea / positives / negatives,
            [.. kept.Select(point => Rounded(point.Right + point.Wrong == 0 ? 1 : (double)point.Right / (point.Right + point.Wrong)))],
            [.. kept.Select(point => Rounded((double)point.Right / positives))],
            [.. kept.Select(point => Rounded(negatives == 0 ? 0 : (double)point.Wrong / negatives))]);
    }

    /// <summary>True and false positives at each threshold, from none to all; images of equal score come together.</summary>
    private static List<(long Right, long Wrong)> CumulativeCounts(ReadOnlySpan<double> scores, ReadOnlySpan<bool> positive)
    {
        var ordered = scores.ToArray();
        var isPositive = positive.ToArray();
        Array.Sort(ordered, isPositive);
        var points = new List<(long Right, long Wrong)> { (0, 0) };
        var (right, wrong) = (0L, 0L);
        for (var index = ordered.Length - 1; index >= 0; index--)
        {
            (right, wrong) = isPositive[index] ? (right + 1, wrong) : (right, wrong + 1);
            if (index == 0 || ordered[index - 1] < ordered[index])
            {
                points.Add((right, wrong));
            }
        }

        return points;
    }

    /// <returns>The areas under both curves, in counts.</returns>
    private static (double PrecisionRecall, double Roc) Areas(List<(long Right, long Wrong)> points)
    {
        var (precisionRecall, roc) = (0.0, 0.0);
        foreach (var (before, after) in points.Zip(points.Skip(1)))
        {
            precisionRecall += (after.Right - before.Right) * ((double)after.Right / (after.Right + after.Wrong));
            roc += (after.Wrong - before.Wrong) * ((before.Right + after.Right) / 2.0);
        }

        return (precisionRecall, roc);
    }

    /// <summary>The first point, the last, and in between one for each equal step of recall plus false positive rate, which never falls.</summary>
    private static List<(long Right, long Wrong)> Thinned(List<(long Right, long Wrong)> points)
    {
        var last = points[^1];
        var reached = 0;
        var kept = new List<(long Right, long Wrong)> { points[0] };
        foreach (var point in points)
        {
            var way = ((double)point.Right / last.Right) + (last.Wrong == 0 ? 0 : (double)point.Wrong / last.Wrong);
            var step = (int)(way / 2 * (MaximumPoints - 2));
            if (step > reached && point != last)
            {
                kept.Add(point);
                reached = step;
            }
        }

        kept.Add(last);
        return kept;
    }

    private static double Rounded(double rate) => Math.Round(rate, Decimals);
}
