using Clearsight.Domain;
using Clearsight.Domain.Evaluation;
using Clearsight.Domain.Models;
using Clearsight.Domain.Reports;

namespace Clearsight.Api.Plots;

/// <summary>Draws the pictures of a page, in both themes.</summary>
internal sealed class ReportPictures(ModelPlots models, PlotGate gate)
{
    public Task<IReadOnlyDictionary<string, ThemedPicture>> OfAsync(Report report, ModelVersion version, CancellationToken cancellationToken) =>
        DrawAsync(report, plot => models.Find(version, plot), cancellationToken);

    public Task<IReadOnlyDictionary<string, ThemedPicture>> OfAsync(Report report, ModelComparison comparison, CancellationToken cancellationToken) =>
        DrawAsync(
            report,
            plot => PlotTable.Comparisons.Find(plot, comparison.Models[0].Version.Manifest.Task) is { } entry
                ? (theme, _) => Task.FromResult(entry.Draw(comparison, theme))
                : null,
            cancellationToken);

    private async Task<IReadOnlyDictionary<string, ThemedPicture>> DrawAsync(
        Report report, Func<string, Func<Theme, CancellationToken, Task<Figure>>?> find, CancellationToken cancellationToken)
    {
        var pictures = new Dictionary<string, ThemedPicture>(StringComparer.Ordinal);
        foreach (var plot in report.Blocks.OfType<Picture>().Select(picture => picture.Plot))
        {
            if (find(plot) is { } draw && await TryDrawAsync(draw, cancellationToken) is { } picture)
            {
                pictures[plot] = picture;
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
