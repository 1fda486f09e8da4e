using System.Globalization;
using Clearsight.Domain;
using Clearsight.Domain.Metrics;
using Clearsight.Domain.Recipes;
using ScottPlot;
using ScottPlot.TickGenerators;

namespace Clearsight.Api.Plots;

/// <summary>How loss and accuracy on training and validation images changed from epoch to epoch.</summary>
internal static class LearningCurvePlot
{
    private const int FewEpochs = 30;

    public static Figure Loss(TrainingHistory history, Theme theme) => Draw(
        history, theme, "Loss", LossLabel(history.Loss), [("training", MetricKeys.TrainLoss), ("validation", MetricKeys.ValidationLoss)], scale: 1, "0.0000", Alignment.UpperRight);

    public static Figure Accuracy(TrainingHistory history, Theme theme) => Draw(
        history, theme, "Accuracy", "Classified rightly (% of the images)",
        [("training", MetricKeys.TrainAccuracy), ("validation", MetricKeys.ValidationAccuracy)], scale: 100, "0.00' %'", Alignment.LowerRight);

    private static Figure Draw(
        TrainingHistory history, Theme theme, string what, string label, IReadOnlyList<(string Name, string Key)> series, double scale, string format, Alignment legend)
    {
        var figure = new Figure(theme, $"{what} by epoch, {history.Name}");
        var plot = figure.Plot;
        foreach (var (place, (name, key)) in series.Index())
        {
            if (history.Curves.Find(key) is { Epochs.Count: > 0 } curve)
            {
                var line = figure.Line(curve.Epochs.Zip(curve.Values, (epoch, value) => ((double)epoch, (double?)(value * scale))), place, name);
                line.MarkerSize = curve.Epochs.Count <= FewEpochs ? 5 : 0;
            }
        }

        if (!plot.GetPlottables().Any())
        {
            figure.Dispose();
            throw new ConflictException($"There is no {what.ToLowerInvariant()} of {history.Name} to draw yet: its first epoch is not over.");
        }

        MarkBest(figure, history, series[^1].Key, scale, format);
        figure.Label(plot.Axes.Bottom, "Epoch");
        figure.Label(plot.Axes.Left, label);
        plot.Axes.Bottom.TickGenerator = new NumericAutomatic { IntegerTicksOnly = true };
        figure.ShowLegend(legend);
        return figure;
    }

    private static void MarkBest(Figure figure, TrainingHistory history, string key, double scale, string format)
    {
        if (history.Best is not { } best || history.Curves.Find(key) is not { } curve || curve.Epochs.ToList().IndexOf(best) is not (>= 0 and var place))
        {
            return;
        }

        var value = curve.Values[place] * scale;
        figure.Plot.Add.VerticalLine(best, 1, figure.Theme.Muted, LinePattern.Dashed);
        var mark = figure.Plot.Add.Marker(best, value, MarkerShape.OpenCircle, 12, figure.Theme.Ink);
        mark.MarkerLineWidth = 2;
        mark.LegendText = $"best epoch: {best} ({value.ToString(format, CultureInfo.InvariantCulture)})";
    }

    private static string LossLabel(Loss loss) => loss switch
    {
        Domain.Recipes.Loss.CrossEntropy => "Loss (cross-entropy, nats an image)",
        Domain.Recipes.Loss.BinaryCrossEntropy => "Loss (binary cross-entropy, nats a pixel)",
        _ => "Loss (mean squared error a pixel)",
    };
}
