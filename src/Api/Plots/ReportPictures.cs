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

    private static Func<CancellationToken, Task<Func<Theme, Figure>>>? Find(ModelComparison comparison, string plot) =>
        PlotTable.Comparisons.Find(plot, comparison.Models[0].Version.Manifest.Task) is { } entry
            ? _ => Task.FromResult<Func<Theme, Figure>>(theme => entry.Draw(comparison, theme))
            : null;

    private async Task<IReadOnlyDictionary<Picture, ThemedPicture>> DrawAsync(
        Report report, Func<Picture, Func<CancellationToken, Task<Func<Theme, Figure>>>?> find, CancellationToken cancellationToken)
    {
        var pictures = new Dictionary<Picture, ThemedPicture>();
        foreach (var picture in report.Blocks.OfType<Picture>())
        {
            if (find(picture) is { } fetch && await TryDrawAsync(fetch, cancellationToken) is { } drawn)
            {
                pictures[picture] = drawn;
            }
        }

        return pictures;
    }

    /// <returns>Null where there are no figures for it: the page is whole without that picture.</returns>
    private async Task<ThemedPicture?> TryDrawAsync(Func<CancellationToken, Task<Func<Theme, Figure>>> fetch, CancellationToken cancellationToken)
    {
        try
        {
            var draw = await fetch(cancellationToken);
            return new ThemedPicture(await SvgAsync(() => draw(Theme.Light)), await SvgAsync(() => draw(Theme.Dark)));
        }
        catch (ConflictException)
        {
            return null;
        }

        Task<string> SvgAsync(Func<Figure> figure) => gate.DrawAsync(figure, drawn => drawn.ToSvg(), cancellationToken);
    }
}
