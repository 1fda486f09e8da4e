using System.Globalization;
using Clearsight.Domain;
using Clearsight.Domain.Evaluation;
using ScottPlot;

namespace Clearsight.Api.Plots;

/// <summary>The test images that a classifier is surest of and wrong about.</summary>
internal static class MistakesPlot
{
    private const int Columns = 4;
    private const int Size = 112;
    private const int CellWidth = 200;
    private const int CellHeight = 182;

    /// <exception cref="ConflictException">The evaluation is of before samples were kept.</exception>
    public static Figure Draw(EvaluatedModel model, Theme theme)
    {
        var evaluation = model.Evaluation.Classifier!;
        var samples = evaluation.Samples ?? throw PictureGrid.NoSamples(model);
        var rows = Math.Max((samples.Mistakes.Count + Columns - 1) / Columns, 1);
        var figure = PictureGrid.Create(theme, $"Mistakes made with the most confidence, {model.Version.Reference}", Columns * CellWidth, PictureGrid.Top + (rows * CellHeight));
        foreach (var (place, mistake) in samples.Mistakes.Index())
        {
            var center = (place % Columns * CellWidth) + (CellWidth / 2);
            var top = figure.Height - PictureGrid.Top - (place / Columns * CellHeight);
            var scale = Math.Max(Size / samples.Width, 1);
            figure.Add(mistake.Pixels, samples.Width, center - (samples.Width * scale / 2), top, scale);
            var below = top - (samples.Height * scale) - 8;
            figure.Text($"is {ClassNames.Short(evaluation.Classes[mistake.Actual])}", center, below, Alignment.UpperCenter);
            figure.Text($"taken for {ClassNames.Short(evaluation.Classes[mistake.Predicted])}", center, below - 16, Alignment.UpperCenter)
                .LabelFontColor = theme.Series[1];
            figure.Text(string.Create(CultureInfo.InvariantCulture, $"{mistake.Confidence * 100:0.00} % sure"), center, below - 32, Alignment.UpperCenter)
                .LabelFontColor = theme.Muted;
        }

        if (samples.Mistakes.Count == 0)
        {
            figure.Text($"All {evaluation.Images} test images are classified rightly.", figure.Width / 2.0, (figure.Height - PictureGrid.Top) / 2.0, Alignment.MiddleCenter, 14);
        }

        return figure;
    }
}
