using Clearsight.Domain;
using Clearsight.Domain.Evaluation;
using ScottPlot;

namespace Clearsight.Api.Plots;

/// <summary>A figure of small grey pictures with text between them. Its coordinates are its own units, from the lower left.</summary>
internal static class PictureGrid
{
    /// <summary>Space for the title.</summary>
    public const int Top = 50;

    public static Figure Create(Theme theme, string title, int width, int height)
    {
        var figure = new Figure(theme, title, width, height);
        var plot = figure.Plot;
        plot.HideGrid();
        plot.Layout.Frameless();
        plot.Axes.SetLimits(0, width, 0, height);
        plot.Axes.Title.IsVisible = false;
        foreach (var axis in plot.Axes.GetAxes())
        {
            axis.IsVisible = false;
        }

        figure.Text(title, width / 2.0, height - (Top / 2.0), Alignment.MiddleCenter, 18);
        return figure;
    }

    public static ConflictException NoSamples(EvaluatedModel model) => new(
        $"The evaluation of {model.Version.Reference} has no samples: it was made before they were kept. Train it again to have them.");

    /// <param name="pixels">Row by row, 0 (black) to 255.</param>
    /// <param name="left">Of the picture, in units of the figure.</param>
    /// <param name="top">The same, from the lower edge of the figure.</param>
    /// <param name="scale">Units for each pixel.</param>
    public static void Add(this Figure figure, byte[] pixels, int width, int left, int top, int scale)
    {
        var height = pixels.Length / width;
        // Every pixel becomes a square of pixels: viewers of an SVG would smooth it otherwise.
        var enlarged = new byte[height * scale, width * scale];
        for (var y = 0; y < height * scale; y++)
        {
            for (var x = 0; x < width * scale; x++)
            {
                enlarged[y, x] = pixels[(y / scale * width) + (x / scale)];
            }
        }

        var area = new CoordinateRect(left, left + (width * scale), top - (height * scale), top);
        figure.Plot.Add.ImageRect(new Image(enlarged), area).AntiAlias = false;
        var frame = figure.Plot.Add.Rectangle(area);
        (frame.FillColor, frame.LineColor, frame.LineWidth) = (Colors.Transparent, figure.Theme.Muted, 1);
    }
}
