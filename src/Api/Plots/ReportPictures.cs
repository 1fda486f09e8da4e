using Clearsight.Domain;
using Clearsight.Domain.Evaluation;
using Clearsight.Domain.Models;
using Clearsight.Domain.Reports;

namespace Clearsight.Api.Plots;

/// <summary>Draws the pictures of a page, in both themes.</summary>
internal sealed class ReportPictures(ModelPlots models, PlotGate gate) : IReportPictures
{
    public Task<IReadOnlyDictionary<Picture, ThemedPicture>> OfAsync(Report report, ModelVersion version, CancellationToken cancellationToken) =>
        DrawAsync(report, picture => models.Find(version, picture.Plot), cancellationToken);

    public Task<IReadOnlyDictionary<Picture, ThemedPicture>> OfAsync(Report report, ModelComparison comparison, CancellationToken cancellationToken) =>
        DrawAsync(report, picture => Find(comparison, picture.Plot), cancellationToken);

    public Task<IReadOnlyDictionary<Picture, ThemedPicture>> OfAsync(
        Report page, EvaluatedModel denoiser, ModelComparison classifiers, CancellationToken cancellationToken) =>
        DrawAsync(
            page,
            picture => picture.Model is null
                ? models.Find(denoiser.Version, picture.Plot) ?? Find(classifiers, picture.Plot)
                : classifiers.Models.FirstOrDefault(model => model.Version.Reference == picture.Model) is { } classifier ? models.Find(classifier.Version, picture.Plot) : null,
            cancellationToken);

    private static Func<Theme, CancellationToken, Task<Figure>>? Find(ModelComparison comparison, string plot) =>
        PlotTable.Comparisons.Find(plot, comparison.Models[0].Version.Manifest.Task) is { } entry
            ? (theme, _) => Task.FromResult(entry.Draw(comparison, theme))
            : null;

    private async Task<IReadOnlyDictionary<Picture, ThemedPicture>> DrawAsync(
        Report report, Func<Picture, Func<Theme, CancellationToken, Task<Figure>>?> find, CancellationToken cancellationToken)
    {
        var pictures = new Dictionary<Picture, ThemedPicture>();
        foreach (var picture in report.Blocks.OfType<Picture>())
        {
            if (find(picture) is { } draw && await TryDrawAsync(draw, cancellationToken) is { } drawn)
            {
                pictures[picture] = drawn;
            }
        }

        return pictures;
    }

    /// <returns>Null where there are no figures for it: the page is whole without that picture.</returns>
    private async Task<ThemedPicture?> TryDrawAsync(Func<Theme, CancellationToken, Task<Figure>> draw, CancellationToken cancellationToken)
    {
        try
        {
            return new ThemedPicture(await SvgAsync(Theme.Light), await SvgAsync(Theme.Dark));
        }
        catch (ConflictException)
        {
            return null;
        }

        Task<string> SvgAsync(Theme theme) => gate.DrawAsync(() => draw(theme, cancellationToken), figure => figure.ToSvg(), cancellationToken);
    }
}
