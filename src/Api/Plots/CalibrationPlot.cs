using System.Globalization;
using Clearsight.Domain.Evaluation;
using Clearsight.Domain.Metrics;
using ScottPlot;

namespace Clearsight.Api.Plots;

/// <summary>
/// Whether a classifier is right as often as it says, with and without the fitted temperature, above how many predictions
/// there are of each probability. Those are counted on a logarithmic scale: most are near 1.
/// </summary>
internal static class CalibrationPlot
{
    /// <summary>The share of the height that the counts take.</summary>
    private const double Floor = 0.3;

    /// <summary>Of fewer predictions a share says nothing.</summary>
    private const int FewestOfPoint = 10;

    public static Figure Draw(EvaluatedModel model, Theme theme)
    {
        var evaluation = model.Evaluation.Classifier!;
        var figure = new Figure(theme, $"Calibration, {model.Version.Reference}");
        figure.LegendHeading($"Points: {FewestOfPoint} predictions or more");
        var honest = figure.Plot.Add.Line(0, 0, 1, 1);
        (honest.LineColor, honest.LinePattern, honest.LineWidth, honest.LegendText) = (theme.Muted, LinePattern.Dotted, 1.5f, "as often right as it says");
        Draw(figure, evaluation.Calibration, 0, "as the network says");
        Draw(figure, evaluation.CalibratedByTemperature, 1, string.Create(CultureInfo.InvariantCulture, $"by temperature {evaluation.Temperature:0.00}"));
        figure.SetAxis(figure.Plot.Axes.Bottom, "Probability of the prediction", 0, 1.01);
        figure.SetAxis(figure.Plot.Axes.Left, "Classified rightly (share of the predictions)", 0, 1.01);
        SetCounts(figure, evaluation.Images);
        figure.ShowLegend(Alignment.UpperLeft);
        return figure;
    }

    private static void Draw(Figure figure, Calibration calibration, int place, string name)
    {
        var color = figure.Theme.Series[place];
        var bars = figure.Plot.Add.Bars(calibration.Bins.Where(bin => bin.Count > 0).Select(bin => Bar(bin, place, color)).ToArray());
        bars.Axes.YAxis = figure.Plot.Axes.Right;
        var line = figure.Line(
            calibration.Bins.Where(bin => bin.Count >= FewestOfPoint).Select(bin => (bin.Confidence!.Value, bin.Accuracy)),
            place,
            string.Create(CultureInfo.InvariantCulture, $"{name}: error {calibration.Error:0.0000}"));
        (line.MarkerSize, line.MarkerShape) = (7, place == 0 ? MarkerShape.FilledCircle : MarkerShape.FilledSquare);
    }

    /// <summary>The two bars of a bin share its width.</summary>
    private static Bar Bar(ReliabilityBin bin, int place, Color color)
    {
        var half = (bin.To - bin.From) / 2;
        return new Bar
        {
            Position = bin.From + (half * (place + 0.5)),
            Size = half * 0.9,
            Value = Math.Log10(bin.Count) + 1,
            FillColor = color.WithAlpha(0.35),
            LineWidth = 0,
        };
    }

    /// <summary>One image is one unit high, ten are two, and so on.</summary>
    private static void SetCounts(Figure figure, int images)
    {
        var (axis, decades) = (figure.Plot.Axes.Right, (int)Math.Ceiling(Math.Log10(Math.Max(images, 10))));
        figure.SetAxis(axis, "Predictions (count)", 0, (decades + 1) / Floor);
        Figure.TicksAt(axis, Enumerable.Range(1, decades + 1).Select(unit => (double)unit), unit => Math.Pow(10, unit - 1).ToString("N0", CultureInfo.InvariantCulture));
    }
}
