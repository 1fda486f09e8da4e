namespace Clearsight.Domain.Metrics;

/// <summary>Precision, recall and F1 by class, and their averages.</summary>
/// <param name="Classes">By class index.</param>
/// <param name="Macro">The mean over the classes that the images show; each counts the same.</param>
/// <param name="Weighted">The mean in which a class counts by its images.</param>
/// <param name="Accuracy">The share of images that were classified rightly, 0..1.</param>
public sealed record ClassificationReport(IReadOnlyList<ClassFigures> Classes, ClassFigures Macro, ClassFigures Weighted, double Accuracy)
{
    public static ClassificationReport Of(ConfusionMatrix matrix)
    {
        var classes = Enumerable.Range(0, matrix.Counts.Count).Select(index => Figures(matrix, index)).ToList();
        var total = matrix.Total();
        return new ClassificationReport(
            classes,
            Average(classes, figures => figures.Support > 0 ? 1 : 0),
            Average(classes, figures => figures.Support),
            Share(Enumerable.Range(0, classes.Count).Sum(matrix.Correct), total));
    }

    private static ClassFigures Figures(ConfusionMatrix matrix, int index)
    {
        var (correct, support) = (matrix.Correct(index), matrix.Support(index));
        var predicted = matrix.Predicted(index);
        // F1 = 2PR / (P + R), in counts: no rounding, and no division by zero where one of the two is missing.
        return new ClassFigures(Share(correct, predicted), Share(correct, support), Share(2 * correct, predicted + support), support);
    }

    private static ClassFigures Average(IReadOnlyList<ClassFigures> classes, Func<ClassFigures, int> weight)
    {
        var weights = classes.Sum(weight);
        return new ClassFigures(Mean(figures => figures.Precision), Mean(figures => figures.Recall), Mean(figures => figures.F1), classes.Sum(figures => figures.Support));

        double Mean(Func<ClassFigures, double> figure) => weights == 0 ? 0 : classes.Sum(figures => weight(figures) * figure(figures)) / weights;
    }

    private static double Share(int part, int whole) => whole == 0 ? 0 : (double)part / whole;
}

/// <param name="Precision">Of the images taken for the class, the share that are of it, 0..1; 0 where none was.</param>
/// <param name="Recall">Of the images of the class, the share taken for it, 0..1; 0 where there are none.</param>
/// <param name="F1">The harmonic mean of the two.</param>
/// <param name="Support">Images of the class.</param>
public sealed record ClassFigures(double Precision, double Recall, double F1, int Support);
