namespace Clearsight.Domain.Metrics;

/// <summary>
/// One precision-recall curve for all classes: at each recall the mean of their precisions (vertical averaging: Fawcett,
/// "An introduction to ROC analysis", 2006). Between two points of a curve true and false positives grow in proportion, so
/// precision is no straight line there (Davis and Goadrich, "The Relationship Between Precision-Recall and ROC Curves", 2006).
/// </summary>
/// <remarks>
/// <see cref="ClassCurve.AveragePrecision"/> adds up steps from one threshold to the next. Between the few points that a
/// curve keeps there are many of these: steps from point to point would lie below them (on the models that come with the
/// service the area would be up to 0.003 short), counts in proportion follow them (0.0005).
/// </remarks>
public static class MeanPrecision
{
    /// <summary>Recalls from 0 to 1 in equal steps.</summary>
    public const int Points = 101;

    /// <param name="curves">Of the classes; those that the images do not show are left out.</param>
    /// <returns>By rising recall; nothing where no class is shown.</returns>
    public static IReadOnlyList<(double Recall, double Precision)> Of(IReadOnlyList<ClassCurve> curves)
    {
        var shown = curves.Where(curve => curve.Recall.Count > 0).ToList();
        return shown.Count == 0
            ? []
            : [.. Enumerable.Range(0, Points).Select(point => point / (Points - 1.0)).Select(recall => (recall, shown.Average(curve => At(curve, recall))))];
    }

    private static double At(ClassCurve curve, double recall)
    {
        var after = 0;
        while (curve.Recall[after] < recall)
        {
            after++;
        }

        if (after == 0)
        {
            return curve.Precision[0];
        }

        var (from, to) = (curve.Recall[after - 1], curve.Recall[after]);
        var (least, most) = (curve.FalsePositiveRate[after - 1], curve.FalsePositiveRate[after]);
        var falsePositiveRate = least + ((recall - from) / (to - from) * (most - least));

        // The last point takes every image for the class: its precision is the share of the images that are of the class.
        var share = curve.Precision[^1];
        var (right, wrong) = (share * recall, (1 - share) * falsePositiveRate);
        return right + wrong > 0 ? right / (right + wrong) : 1;
    }
}
