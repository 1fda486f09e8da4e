using System.Globalization;
using Clearsight.Api.Plots;
using Clearsight.Domain.Recipes;
using ScottPlot;

namespace Clearsight.Benchmarks.FewShot;

/// <summary>The study as a picture: accuracy on the test images by the number of labels, with the deviation over the seeds.</summary>
internal static class StudyPlot
{
    private static readonly IReadOnlyList<MarkerShape> Shapes = [MarkerShape.FilledCircle, MarkerShape.FilledSquare, MarkerShape.FilledTriangleUp];

    /// <returns>An SVG document.</returns>
    public static string Draw(IReadOnlyList<CellResult> results)
    {
        using var figure = new Figure(Theme.Light, "Accuracy by what becomes of the denoiser's encoder");
        foreach (var (place, encoder) in results.GroupBy(result => result.Cell.Encoder).Index())
        {
            Draw(figure, place, encoder);
        }

        var counts = results.Select(result => result.Cell.SamplesPerClass).Distinct().Order().ToList();
        figure.Label(figure.Plot.Axes.Bottom, "Labels of each class (logarithmic)");
        figure.Label(figure.Plot.Axes.Left, "Accuracy on the test images (%)");
        Figure.TicksAt(figure.Plot.Axes.Bottom, counts.Select(count => Math.Log10(count)), position => string.Create(CultureInfo.InvariantCulture, $"{Math.Pow(10, position):N0}"));
        figure.ShowLegend(Alignment.LowerRight);
        return figure.ToSvg();
    }

    private static void Draw(Figure figure, int place, IGrouping<EncoderUse, CellResult> encoder)
    {
        var points = encoder.GroupBy(result => result.Cell.SamplesPerClass).OrderBy(row => row.Key)
            .Select(row => (Labels: Math.Log10(row.Key), Accuracy: MeanAndDeviation.Of(row.Select(result => 100 * result.TestAccuracy))))
            .ToList();
        var line = figure.Line(points.Select(point => (point.Labels, (double?)point.Accuracy.Mean)), place, Cell.NameOf(encoder.Key));
        (line.MarkerShape, line.MarkerSize) = (Shapes[place % Shapes.Count], 7);
        var bars = figure.Plot.Add.ErrorBar(
            [.. points.Select(point => point.Labels)], [.. points.Select(point => point.Accuracy.Mean)], [.. points.Select(point => point.Accuracy.Deviation)]);
        (bars.Color, bars.LineWidth, bars.CapSize) = (line.LineColor, 1.5f, 4);
    }
}
