using System.Globalization;
using Clearsight.Domain.Evaluation;
using Clearsight.Domain.Metrics;
using ScottPlot;

namespace Clearsight.Api.Plots;

/// <summary>What each class gives and takes as the threshold on its probability falls.</summary>
internal static class ClassCurvePlots
{
    /// <summary>Of more classes the hardest are drawn: the others' curves hug the corner.</summary>
    private const int MostCurves = 20;

    public static Figure PrecisionRecall(EvaluatedModel model, Theme theme)
    {
        var figure = new Figure(theme, $"Precision and recall by class, {model.Version.Reference}");
        Draw(figure, model.Evaluation.Classifier!, "Average precision", curve => curve.AveragePrecision, curve => curve.Recall, curve => curve.Precision);
        Axes(figure, "Recall (share of the class that is found)", "Precision (share of the found that is of the class)");
        figure.ShowLegend(Alignment.LowerLeft);
        return figure;
    }

    public static Figure Roc(EvaluatedModel model, Theme theme)
    {
        var figure = new Figure(theme, $"ROC by class, {model.Version.Reference}");
        Draw(figure, model.Evaluation.Classifier!, "Area under the curve", curve => curve.RocArea, curve => curve.FalsePositiveRate, curve => curve.Recall);
        var chance = figure.Plot.Add.Line(0, 0, 1, 1);
        (chance.LineColor, chance.LinePattern, chance.LineWidth, chance.LegendText) = (theme.Muted, LinePattern.Dotted, 1.5f, "chance: 0.5");
        Axes(figure, "False positive rate (share of the other classes)", "True positive rate (share of the class)");
        figure.ShowLegend(Alignment.LowerRight);
        return figure;
    }

    private static void Draw(
        Figure figure,
        ClassifierEvaluation evaluation,
        string area,
        Func<ClassCurve, double?> areaOf,
        Func<ClassCurve, IReadOnlyList<double>> x,
        Func<ClassCurve, IReadOnlyList<double>> y)
    {
        var curves = evaluation.Classes.Zip(evaluation.Curves).Where(row => areaOf(row.Second) is not null).ToList();
        var drawn = curves.Count <= MostCurves ? curves : [.. curves.OrderBy(row => areaOf(row.Second)).Take(MostCurves)];
        figure.LegendHeading(drawn.Count < curves.Count ? $"{area} (the {drawn.Count} hardest of {curves.Count} classes)" : area);
        foreach (var (place, (name, curve)) in drawn.Index())
        {
            figure.Line(
                x(curve).Zip(y(curve), (across, up) => (across, (double?)up)),
                place,
                string.Create(CultureInfo.InvariantCulture, $"{ClassNames.Short(name)}: {areaOf(curve):0.0000}"));
        }
    }

    private static void Axes(Figure figure, string x, string y)
    {
        figure.SetAxis(figure.Plot.Axes.Bottom, x, 0, 1.01);
        figure.SetAxis(figure.Plot.Axes.Left, y, 0, 1.01);
    }
}
