using System.Globalization;
using Clearsight.Domain.Evaluation;
using Clearsight.Domain.Metrics;

namespace Clearsight.Api.Plots;

/// <summary>The precision-recall curves of several classifiers over each other: the mean of the classes, and faintly each class.</summary>
internal static class ComparedCurvesPlot
{
    private const float Faint = 0.3f;

    public static Figure Draw(ModelComparison comparison, Theme theme)
    {
        var figure = new Figure(theme, "Precision and recall, mean of the classes");
        figure.LegendHeading("Mean average precision; thin: each class");
        foreach (var (place, model) in comparison.Models.Index())
        {
            foreach (var curve in model.Evaluation.Classifier!.Curves)
            {
                var line = figure.Line(curve.Recall.Zip(curve.Precision, (recall, precision) => (recall, (double?)precision)), place, "");
                (line.LineColor, line.LineWidth) = (line.LineColor.WithAlpha(Faint), 1);
            }
        }

        foreach (var (place, model) in comparison.Models.Index())
        {
            var curves = model.Evaluation.Classifier!.Curves;
            var name = string.Create(CultureInfo.InvariantCulture, $"{model.Version.Reference}: {curves.Average(curve => curve.AveragePrecision):0.0000}");
            figure.Line(MeanPrecision.Of(curves).Select(point => (point.Recall, (double?)point.Precision)), place, name).LineWidth = 3;
        }

        figure.SetAxis(figure.Plot.Axes.Bottom, "Recall (share of the class that is found)", 0, 1.01);
        figure.SetAxis(figure.Plot.Axes.Left, "Precision (share of the found that is of the class)", 0, 1.01);
        figure.ShowLegend(ScottPlot.Alignment.LowerLeft);
        return figure;
    }
}
