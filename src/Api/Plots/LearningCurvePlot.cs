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

    /// <summary>The loss that a training makes small, over smoothed labels, augmented images and the like, is not the one on validation images.</summary>
    public static Figure Loss(TrainingHistory history, Theme theme) => Draw(
        history, theme, "Loss", LossLabel(history.Loss), [("training objective", MetricKeys.TrainLoss), ("validation", MetricKeys.ValidationLoss)], scale: 1, "0.0000", Alignment.UpperRight);

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
            var curve = history.Curves.Find(key);
            if (curve is { Epochs.Count: > 0 })
            {
                var line = figure.Line(curve.Epochs.Zip(curve.Values, (epoch, value) => ((double)epoch, (double?)(value * scale))), place, name);
                line.MarkerSize = curve.Epochs.Count <= FewEpochs ? 5 : 0;
            }

            DrawUnderWay(figure, [.. UnderWay(history, key, curve)], curve, place, scale, format);
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

    /// <summary>The part of an epoch says nothing of validation, which comes at its end.</summary>
    private static IEnumerable<(double At, double Value)> UnderWay(TrainingHistory history, string key, LearningCurve? curve)
    {
        var parts = history.UnderWay.Where(part => curve is not { Epochs: [.., var last] } || part.At > last);
        return key switch
        {
            MetricKeys.TrainLoss => parts.Select(part => (part.At, part.TrainLoss)),
            MetricKeys.TrainAccuracy => parts.Where(part => part.TrainAccuracy is not null).Select(part => (part.At, part.TrainAccuracy!.Value)),
            _ => [],
        };
    }

    /// <summary>Goes on from the curve, thinner, to a ring where the training is.</summary>
    private static void DrawUnderWay(Figure figure, IReadOnlyList<(double At, double Value)> parts, LearningCurve? curve, int place, double scale, string format)
    {
        if (parts.Count == 0)
        {
            return;
        }

        var begin = curve is { Epochs: [.., var epoch], Values: [.., var value] } ? [((double)epoch, (double?)(value * scale))] : Array.Empty<(double, double?)>();
        var (at, now) = (parts[^1].At, parts[^1].Value * scale);
        var line = figure.Line(
            [.. begin, .. parts.Select(part => (part.At, (double?)(part.Value * scale)))], place, $"epoch under way: {now.ToString(format, CultureInfo.InvariantCulture)}");
        line.LineWidth = 1;
        var ring = figure.Plot.Add.Marker(at, now, MarkerShape.OpenCircle, 8, line.Color);
        ring.MarkerLineWidth = 2;
        if (curve is null)
        {
            // Before the first epoch is over its end is in sight all the same.
            figure.Plot.Axes.SetLimitsX(0, 1);
        }
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
        Domain.Recipes.Loss.Psnr => "Loss (minus PSNR, dB)",
        _ => "Loss (mean squared error a pixel)",
    };
}
