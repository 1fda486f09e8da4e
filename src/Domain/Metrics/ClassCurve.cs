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
    public static ClassCurve Of(ReadOnlySpan<double> scores, ReadOnlySpan<bool> positive) => Of(new RankedScores(scores, positive));

    internal static ClassCurve Of(RankedScores scores)
    {
        var points = scores.Points();
        var (positives, negatives) = points[^1];
        if (positives == 0)
        {
            return new ClassCurve(null, null, [], [], []);
        }

        var once = new int[positives + negatives];
        Array.Fill(once, 1);
        var (averagePrecision, rocArea) = scores.Areas(once);
        var kept = Thinned(points);
        return new ClassCurve(
            averagePrecision,
            rocArea,
            [.. kept.Select(point => Rounded(point.Right + point.Wrong == 0 ? 1 : (double)point.Right / (point.Right + point.Wrong)))],
            [.. kept.Select(point => Rounded((double)point.Right / positives))],
            [.. kept.Select(point => Rounded(negatives == 0 ? 0 : (double)point.Wrong / negatives))]);
    }

    /// <summary>The first point, the last, and in between one for each equal step of recall plus false positive rate, which never falls.</summary>
    private static List<(long Right, long Wrong)> Thinned(IReadOnlyList<(long Right, long Wrong)> points)
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
