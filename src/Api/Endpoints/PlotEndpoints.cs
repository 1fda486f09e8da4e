using System.Globalization;
using Clearsight.Api.Documentation;
using Clearsight.Api.Plots;
using Clearsight.Api.Problems;
using Clearsight.Domain;
using Clearsight.Domain.Datasets;
using Clearsight.Domain.Jobs;
using Clearsight.Domain.Models;
using Drawn = Microsoft.AspNetCore.Http.HttpResults.Results<
    Microsoft.AspNetCore.Http.HttpResults.FileContentHttpResult, Microsoft.AspNetCore.Http.HttpResults.StatusCodeHttpResult>;

namespace Clearsight.Api.Endpoints;

/// <summary>Trainings, model versions, comparisons and data sets as pictures.</summary>
internal static class PlotEndpoints
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/jobs/{id}/plots/{plot}.{format}", JobAsync).WithTags("Jobs").WithName("PlotJob")
            .WithSummary("How loss and accuracy of a training change by epoch, also while it runs; the best epoch is marked.")
            .WithDescription($"Plots: `loss`, and `accuracy` of a classifier. {Pictures} 409 until the first epoch is over.")
            .AnswersPlot().Fails(404, 409, 422);
        routes.MapGet("/models/{name}/versions/{version}/plots/{plot}.{format}", ModelAsync).WithTags("Models").WithName("PlotModel")
            .WithSummary("How good a model version is, and how its training went.")
            .WithDescription($"Plots: `loss` and `samples` of every model; `accuracy`, `confusion-matrix`, `precision-recall`, `roc` and `calibration` of a classifier; `psnr` of a denoiser. "
                + $"{Pictures} A plot that the model's task does not have is answered with 404; one that the version has no figures for (registered without an evaluation, samples or learning curves) with 409.")
            .AnswersPlot().Fails(404, 409, 422);
        routes.MapGet("/comparisons/plots/{plot}.{format}", ComparisonAsync).WithTags("Models").WithName("PlotComparison")
            .WithSummary("Model versions over each other.")
            .WithDescription($"Plots: `precision-recall` of classifiers, `psnr` of denoisers. {Pictures} A plot that the models' task does not have is answered with 404.")
            .AnswersPlot().Fails(404, 409, 422);
        routes.MapGet("/datasets/{name}/preview.{format}", DatasetAsync).WithTags("Data sets").WithName("PreviewDataset")
            .WithSummary("The first test images of each class of a data set.")
            .WithDescription($"{Pictures} A data set that is not on this host yet is downloaded first; 409 where it cannot be had.")
            .AnswersPlot().Fails(404, 409, 422);
        foreach (var path in new[] { "/jobs/{id}/plots/{plot}", "/models/{name}/versions/{version}/plots/{plot}", "/comparisons/plots/{plot}" })
        {
            routes.MapGet(path, WithoutFormat).ExcludeFromDescription();
        }
    }

    /// <param name="id">The job's id.</param>
    /// <param name="plot">The plot's name.</param>
    /// <param name="format"><c>svg</c> or <c>png</c>.</param>
    /// <param name="theme"><c>light</c> (default) or <c>dark</c>.</param>
    internal static async Task<Drawn> JobAsync(
        string id, string plot, string format, string? theme, HttpContext context, IJobStore jobs, PlotAnswer answer, CancellationToken cancellationToken)
    {
        var (chosen, look) = (PlotFormat.Of(format), Theme.Of(theme));
        var job = await JobEndpoints.FindAsync(jobs, id, cancellationToken);
        if (job.IsReport)
        {
            throw new NotFoundException($"Job {job.Id} is a report, which has no curves of its own; its parts have: {string.Join(", ", job.Parts)}.");
        }

        var entry = PlotTable.Trainings.Find(plot, job.Task)
            ?? throw PlotEntries.NoSuchPlot(plot, $"job {job.Id}, which is to {job.Task.ToName()}", PlotTable.Trainings.Names(job.Task));
        var metrics = await jobs.MetricsAsync(id, key: null, cancellationToken);
        var history = TrainingHistory.Of(job, metrics);
        var points = metrics.Select(metric => string.Create(CultureInfo.InvariantCulture, $"{metric.Key} {metric.Epoch} {metric.Value:R}"))
            .Concat(history.UnderWay.Select(part => string.Create(CultureInfo.InvariantCulture, $"{part.At:R} {part.TrainLoss:R} {part.TrainAccuracy:R}")));
        return await answer.SendAsync(
            context, chosen, look, [plot, id, $"{job.Best?.Epoch}", .. points], () => entry.Draw(history, look));
    }

    /// <param name="name">The model's name.</param>
    /// <param name="version">The version's number.</param>
    /// <param name="plot">The plot's name.</param>
    /// <param name="format"><c>svg</c> or <c>png</c>.</param>
    /// <param name="theme"><c>light</c> (default) or <c>dark</c>.</param>
    internal static async Task<Drawn> ModelAsync(
        string name, string version, string plot, string format, string? theme, HttpContext context, ModelPlots models, IModelRegistry registry, PlotAnswer answer, CancellationToken cancellationToken)
    {
        var (chosen, look) = (PlotFormat.Of(format), Theme.Of(theme));
        var found = await ModelEndpoints.FindAsync(registry, name, version, cancellationToken);
        var fetch = models.Find(found, plot) ?? throw PlotEntries.NoSuchPlot(plot, $"{found.Reference}, which is to {found.Manifest.Task.ToName()}", ModelPlots.Names(found.Manifest.Task));
        return await answer.SendAsync(context, chosen, look, [plot, found.Reference.ToString(), .. found.Files.Values.Order(StringComparer.Ordinal)], async () =>
        {
            var draw = await fetch(cancellationToken);
            return () => draw(look);
        });
    }

    /// <param name="models">Two to eight, parted by commas: <c>fashion-classifier:1,fashion-transfer:1</c>. Without a number the newest version is meant.</param>
    /// <param name="plot">The plot's name.</param>
    /// <param name="format"><c>svg</c> or <c>png</c>.</param>
    /// <param name="theme"><c>light</c> (default) or <c>dark</c>.</param>
    internal static async Task<Drawn> ComparisonAsync(
        string plot, string format, string? models, string? theme, HttpContext context, IModelRegistry registry, PlotAnswer answer, CancellationToken cancellationToken)
    {
        var chosen = PlotFormat.Of(format);
        if (!PlotTable.Comparisons.Any(known => known.Name == plot))
        {
            throw PlotEntries.NoSuchPlot(plot, "a comparison", PlotTable.Comparisons.Select(known => known.Name));
        }

        var check = new RequestCheck();
        var (look, references) = (check.Read(() => Theme.Of(theme)), check.Read(() => ComparisonEndpoint.References(models)));
        check.Demand();
        var comparison = await ComparisonEndpoint.OfAsync(references, registry, cancellationToken);
        var task = comparison.Models[0].Version.Manifest.Task;
        var entry = PlotTable.Comparisons.Find(plot, task)
            ?? throw PlotEntries.NoSuchPlot(plot, $"models that are to {task.ToName()}", PlotTable.Comparisons.Names(task));
        var drawnOf = comparison.Models.Select(model => $"{model.Version.Reference} {model.Version.Files[ModelFiles.Evaluation]}");
        return await answer.SendAsync(context, chosen, look, [plot, .. drawnOf], () => entry.Draw(comparison, look));
    }

    /// <param name="name">The data set's name.</param>
    /// <param name="format"><c>svg</c> or <c>png</c>.</param>
    /// <param name="theme"><c>light</c> (default) or <c>dark</c>.</param>
    internal static async Task<Drawn> DatasetAsync(
        string name, string format, string? theme, HttpContext context, IDatasetCatalog datasets, PlotGate gate, PlotAnswer answer, CancellationToken cancellationToken)
    {
        var (chosen, look) = (PlotFormat.Of(format), Theme.Of(theme));
        var card = DatasetEndpoints.Find(datasets, name);
        return await answer.SendAsync(context, chosen, look, ["preview", name, card.Digest], async () =>
        {
            try
            {
                var images = await gate.LoadAsync(() => datasets.LoadAsync(name, DatasetPart.Test, progress: null, cancellationToken), cancellationToken);
                return () => DatasetPreview.Draw(card, images, look);
            }
            catch (TrainingFailedException exception)
            {
                throw new ConflictException(exception.Message, exception);
            }
        });
    }

    /// <summary>An address that does not end in a format says so, instead of there being nothing.</summary>
    private static void WithoutFormat() => PlotFormat.Of("");

    private const string Pictures = "As `.svg`, or as `.png` with two pixels for each unit of the SVG; in a `light` or a `dark` theme. The entity tag saves drawing what the client has.";
}
