namespace Clearsight.Domain.Metrics;

/// <summary>
/// One precision-recall curve for all classes: at each recall the mean of their precisions (vertical averaging: Fawcett,
/// "An introduction to ROC analysis", 2006), read off the line between the points of each curve.
/// </summary>
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
        return curve.Precision[after - 1] + ((recall - from) / (to - from) * (curve.Precision[after] - curve.Precision[after - 1]));
    }
}
