using Clearsight.Domain;
using Clearsight.Domain.Evaluation;
using Clearsight.Domain.Jobs;
using Clearsight.Domain.Models;
using Clearsight.Domain.Reports;
using Clearsight.Storage.Jobs;
using Clearsight.Storage.Models;

namespace Clearsight.Workers;

/// <summary>The end of a report: what its parts left is compared, and the pages about it become its artifacts.</summary>
/// <remarks>A host may die between any two of these; doing it again writes the same pages.</remarks>
internal sealed class ReportWriter(IJobStore store, IModelRegistry registry, IReportPictures drawing, ArtifactFiles artifacts, TimeProvider time)
{
    /// <returns>How the row changes at the end.</returns>
    /// <exception cref="DomainException">It failed; the message is a sentence for whoever sent the job.</exception>
    public async Task<Func<TrainingJob, TrainingJob>> RunAsync(TrainingJob job, JobLog log)
    {
        // It takes a moment, so a host that stops waits for it.
        var cancellationToken = CancellationToken.None;
        var models = new List<EvaluatedModel>();
        foreach (var part in (await store.ReportAsync(job.Id, cancellationToken)).Parts)
        {
            models.Add(await EvaluatedAsync(part, cancellationToken));
        }

        // In the order of ReportRecipe.Roles: the denoiser, and the classifiers that are compared.
        var comparison = ModelComparison.Of(models[1..]);
        var page = WholeReport.Of(models[0], comparison);
        var pictures = await drawing.OfAsync(page, models[0], comparison, cancellationToken);
        await artifacts.WriteAsync(job.Id, ArtifactFiles.Html, HtmlReport.Write(page, pictures), cancellationToken);
        await artifacts.WriteAsync(job.Id, ArtifactFiles.Markdown, MarkdownReport.Write(page), cancellationToken);
        await log.InformAsync(comparison.Conclusion);
        return row => row.Succeed(model: null, stoppedEarly: false, time.GetUtcNow());
    }

    private async Task<EvaluatedModel> EvaluatedAsync(TrainingJob part, CancellationToken cancellationToken)
    {
        var version = part.Model is null ? null : await registry.FindAsync(part.Model, cancellationToken);
        return version is null
            ? throw new TrainingFailedException($"The model {part.Model} of its part {part.Recipe}, job {part.Id}, is gone; send the report again.")
            : new EvaluatedModel(version, await EvaluationFile.ReadAsync(await registry.PathOfAsync(version, ModelFiles.Evaluation, cancellationToken), cancellationToken));
    }
}
