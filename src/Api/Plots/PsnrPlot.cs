using Clearsight.Domain.Evaluation;
using ScottPlot;

namespace Clearsight.Api.Plots;

/// <summary>How well images are restored by noise density: the model beside what it has to beat.</summary>
internal static class PsnrPlot
{
    private static readonly IReadOnlyList<(string Name, Func<DensityEvaluation, RestorationFigures> Of, MarkerShape Shape)> Others =
    [
        ("adaptive median 3 to 7", density => density.AdaptiveMedian, MarkerShape.FilledSquare),
        ("median 3 × 3", density => density.Median3, MarkerShape.FilledTriangleUp),
        ("median 5 × 5", density => density.Median5, MarkerShape.FilledTriangleDown),
        ("noisy, nothing done", density => density.Noisy, MarkerShape.FilledDiamond),
    ];

    public static Figure Draw(EvaluatedModel model, Theme theme) =>
        Draw($"Restoration by noise density, {model.Version.Reference}", [model], Others, theme);

    public static Figure Compare(ModelComparison comparison, Theme theme) => Draw(
        "Restoration by noise density", comparison.Models, [Others[0], Others[^1]], theme);

    private static Figure Draw(
        string title,
        IReadOnlyList<EvaluatedModel> models,
        IReadOnlyList<(string Name, Func<DensityEvaluation, RestorationFigures> Of, MarkerShape Shape)> others,
        Theme theme)
    {
        var figure = new Figure(theme, title);
        foreach (var (place, model) in models.Index())
        {
            Draw(model, density => density.Model, place, model.Version.Reference.ToString(), MarkerShape.FilledCircle, width: 3);
        }

        foreach (var (place, (name, of, shape)) in others.Index())
        {
            Draw(models[0], of, models.Count + place, name, shape, width: 1.5f);
        }

        figure.Label(figure.Plot.Axes.Bottom, "Noise density (% of the pixels hit)");
        figure.Label(figure.Plot.Axes.Left, "PSNR (dB, higher is better)");
        figure.ShowLegend(Alignment.UpperRight);
        return figure;

        void Draw(EvaluatedModel model, Func<DensityEvaluation, RestorationFigures> of, int place, string name, MarkerShape shape, float width)
        {
            var line = figure.Line(model.Evaluation.Denoiser!.Densities.Select(density => (density.Density * 100, of(density).Psnr)), place, name);
            (line.LineWidth, line.MarkerShape, line.MarkerSize) = (width, shape, 7);
        }
    }
}
