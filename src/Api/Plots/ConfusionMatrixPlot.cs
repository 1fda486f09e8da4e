using System.Globalization;
using Clearsight.Domain.Evaluation;
using ScottPlot;

namespace Clearsight.Api.Plots;

/// <summary>Which classes are taken for which: counts in the cells, colours by the share of the actual class.</summary>
internal static class ConfusionMatrixPlot
{
    /// <summary>Units a cell, for as many classes as there is room for numbers.</summary>
    private const int Cell = 46;
    private const int MostWithNumbers = 24;
    private const int SmallCell = 6;

    /// <summary>From here on a cell is so dark that its number is written in the colour of the background.</summary>
    private const double DarkShare = 0.3;

    /// <summary>Every so manieth class is named where there are more.</summary>
    private const int MostNames = 60;

    public static Figure Draw(EvaluatedModel model, Theme theme)
    {
        var evaluation = model.Evaluation.Classifier!;
        var names = ClassNames.Short(evaluation.Classes);
        var classes = names.Count;
        var cell = classes <= MostWithNumbers ? Cell : Math.Max(SmallCell, MostWithNumbers * Cell / classes);
        var margin = MarginOf(names);
        var figure = new Figure(theme, $"Confusion matrix, {model.Version.Reference}", (int)(Math.Max(classes * cell, 240) + margin + 190), (int)(Math.Max(classes * cell, 240) + margin + 110));
        figure.Plot.HideGrid();
        for (var actual = 0; actual < classes; actual++)
        {
            for (var predicted = 0; predicted < classes; predicted++)
            {
                DrawCell(figure, evaluation, actual, predicted);
            }
        }

        Frame(figure, names, margin);
        AddScale(figure);
        return figure;
    }

    private static void AddScale(Figure figure)
    {
        var scale = figure.Plot.Add.ColorBar(new ShareScale(figure.Theme));
        figure.Style(scale.Axis);
        (scale.Label, scale.LabelStyle.FontSize, scale.LabelStyle.Bold) = ("Share of the actual class (%)", Figure.LabelSize, false);
        (scale.LabelStyle.ForeColor, scale.LabelStyle.FontName) = (figure.Theme.Ink, PlotFont.Name);
    }

    private static void DrawCell(Figure figure, ClassifierEvaluation evaluation, int actual, int predicted)
    {
        var (row, count) = (evaluation.Classes.Count - 1 - actual, evaluation.Matrix.Counts[actual][predicted]);
        var share = (double)count / Math.Max(evaluation.Matrix.Support(actual), 1);
        if (count > 0)
        {
            var rectangle = figure.Plot.Add.Rectangle(predicted - 0.5, predicted + 0.5, row - 0.5, row + 0.5);
            (rectangle.FillColor, rectangle.LineWidth) = (Shade(figure.Theme, share), 0);
        }

        if (evaluation.Classes.Count <= MostWithNumbers)
        {
            var text = figure.Text(count.ToString(CultureInfo.InvariantCulture), predicted, row, Alignment.MiddleCenter);
            text.LabelFontColor = count == 0 ? figure.Theme.Muted : share > DarkShare ? figure.Theme.Background : figure.Theme.Ink;
        }
    }

    private static void Frame(Figure figure, IReadOnlyList<string> names, float margin)
    {
        var (axes, step) = (figure.Plot.Axes, ((names.Count - 1) / MostNames) + 1);
        var named = Enumerable.Range(0, names.Count).Where(index => index % step == 0).Select(index => (double)index).ToList();
        figure.SetAxis(axes.Bottom, "Predicted class", -0.5, names.Count - 0.5);
        figure.SetAxis(axes.Left, "Actual class", -0.5, names.Count - 0.5);
        Figure.TicksAt(axes.Bottom, named, index => names[(int)index]);
        Figure.TicksAt(axes.Left, named.Select(index => names.Count - 1 - index), row => names[names.Count - 1 - (int)row]);
        axes.Bottom.TickLabelStyle.Rotation = -45;
        axes.Bottom.TickLabelStyle.Alignment = Alignment.MiddleRight;
        axes.Bottom.MinimumSize = (margin * 0.72f) + 20;
        axes.Left.MinimumSize = margin + 24;
        axes.Top.FrameLineStyle.Width = 1;
        axes.Right.FrameLineStyle.Width = 1;
    }

    /// <summary>About as wide as the longest name.</summary>
    private static float MarginOf(IReadOnlyList<string> names) => 20 + (6.6f * names.Max(name => name.Length));

    /// <summary>Mistakes are few: by the root of their share they stand out from none.</summary>
    private static Color Shade(Theme theme, double share) => theme.Shade(Math.Sqrt(share));

    /// <summary>The scale beside the matrix.</summary>
    private sealed class ShareScale(Theme theme) : IHasColorAxis
    {
        public IColormap Colormap { get; } = new Shades(theme);

        public ScottPlot.Range GetRange() => new(0, 100);
    }

    private sealed class Shades(Theme theme) : IColormap
    {
        public string Name => theme.Name;

        public Color GetColor(double position) => Shade(theme, position);
    }
}
