using ScottPlot;
using ScottPlot.TickGenerators;

namespace Clearsight.Api.Plots;

/// <summary>A plot in its theme and size, ready to be filled with data and then written.</summary>
internal sealed class Figure : IDisposable
{
    /// <summary>Pixels of a PNG for each unit of the figure, so that it is sharp on a dense screen.</summary>
    public const int PngScale = 2;

    private const float TitleSize = 18;
    public const float LabelSize = 14;
    private const float SmallSize = 12.5f;
    private const int MostItemsInside = 14;

    /// <param name="title">What is shown, and of what.</param>
    /// <param name="width">In units of CSS, as the height is.</param>
    public Figure(Theme theme, string title, int width = 800, int height = 500)
    {
        PlotFont.Load();
        (Theme, Title, Width, Height, Plot) = (theme, title, width, height, new Plot());
        Plot.Font.Set(PlotFont.Name);
        Plot.FigureBackground.Color = theme.Background;
        Plot.DataBackground.Color = theme.Background;
        Plot.Grid.MajorLineColor = theme.Grid;
        foreach (var axis in Plot.Axes.GetAxes())
        {
            Style(axis);
        }

        Plot.Axes.Top.FrameLineStyle.Width = 0;
        Plot.Axes.Right.FrameLineStyle.Width = 0;
        SetTitle();
    }

    public Theme Theme { get; }

    public string Title { get; }

    public int Width { get; }

    public int Height { get; }

    public Plot Plot { get; }

    /// <summary>Gives an axis the look of the theme; those that a plot comes with have it.</summary>
    public void Style(IAxis axis)
    {
        axis.TickLabelStyle.FontSize = SmallSize;
        axis.TickLabelStyle.FontName = PlotFont.Name;
        axis.TickLabelStyle.ForeColor = Theme.Ink;
        axis.FrameLineStyle.Color = Theme.Muted;
        axis.MajorTickStyle.Color = Theme.Muted;
        axis.MinorTickStyle.Length = 0;
        if (axis is ScottPlot.AxisPanels.AxisBase panel)
        {
            panel.PaddingBetweenTickAndAxisLabels = new PixelPadding(7);
        }
    }

    /// <param name="label">With its unit.</param>
    public void SetAxis(IAxis axis, string label, double minimum, double maximum)
    {
        Label(axis, label);
        axis.Range.Set(minimum, maximum);
    }

    /// <summary>An axis whose range follows from the data.</summary>
    public void Label(IAxis axis, string label)
    {
        axis.Label.Text = label;
        axis.Label.FontSize = LabelSize;
        axis.Label.Bold = false;
        axis.Label.ForeColor = Theme.Ink;
    }

    public static void TicksAt(IAxis axis, IEnumerable<double> values, Func<double, string> text)
    {
        double[] positions = [.. values];
        axis.TickGenerator = new NumericManual(positions, Array.ConvertAll(positions, value => text(value)));
    }

    /// <summary>A line through points, with nothing drawn where a value is missing.</summary>
    public ScottPlot.Plottables.Scatter Line(IEnumerable<(double X, double? Y)> points, int place, string legend)
    {
        var (color, pattern) = Theme.Line(place);
        Coordinates[] known = [.. points.Where(point => point.Y is not null).Select(point => new Coordinates(point.X, point.Y!.Value))];
        var line = Plot.Add.Scatter(known, color);
        line.LegendText = legend;
        line.LineWidth = 2;
        line.LinePattern = pattern;
        line.MarkerSize = 0;
        return line;
    }

    /// <summary>The first line of the legend; to be called before anything is drawn.</summary>
    public void LegendHeading(string text)
    {
        var nothing = Plot.Add.Scatter(Array.Empty<Coordinates>());
        (nothing.LegendText, nothing.LineWidth, nothing.MarkerSize) = (text, 0, 0);
    }

    /// <param name="corner">Where the data leave room; a long legend stands beside them.</param>
    public void ShowLegend(Alignment corner)
    {
        var legend = Plot.Legend;
        (legend.FontSize, legend.FontColor, legend.BackgroundColor) = (SmallSize, Theme.Ink, Theme.Background);
        (legend.OutlineColor, legend.ShadowColor, legend.SymbolWidth) = (Theme.Grid, Colors.Transparent, 26);
        if (legend.GetItems().Length <= MostItemsInside)
        {
            Plot.ShowLegend(corner);
        }
        else
        {
            Plot.ShowLegend(Edge.Right);
        }
    }

    /// <param name="size">In units of the figure.</param>
    public ScottPlot.Plottables.Text Text(string text, double x, double y, Alignment alignment, float size = SmallSize)
    {
        var label = Plot.Add.Text(text, x, y);
        label.LabelFontSize = size;
        label.LabelFontColor = Theme.Ink;
        label.LabelAlignment = alignment;
        return label;
    }

    public string ToSvg() => SvgDocument.Of(Plot.GetSvgXml(Width, Height), this);

    public byte[] ToPng()
    {
        Plot.ScaleFactor = PngScale;
        return Plot.GetImageBytes(Width * PngScale, Height * PngScale, ImageFormat.Png);
    }

    public void Dispose() => Plot.Dispose();

    private void SetTitle()
    {
        var label = Plot.Axes.Title.Label;
        (label.Text, label.FontSize, label.Bold, label.ForeColor) = (Title, TitleSize, false, Theme.Ink);
    }

}
