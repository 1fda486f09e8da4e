using Clearsight.Domain;
using Clearsight.Domain.Datasets;
using Clearsight.Domain.Jobs;
using Clearsight.Domain.Metrics;
using Clearsight.Domain.Models;
using Clearsight.Domain.Recipes;
using Clearsight.Learning.Training;
using Clearsight.Serving.Models;
using Clearsight.Storage.Models;

namespace Clearsight.Workers;

/// <summary>
/// Makes a model version of what a training left, and selects it where the job's rule says so. Both may be done again
/// after a crash between them: the version is the same one, and a job selects once.
/// </summary>
internal sealed class ModelPublisher(
    IJobStore jobs, IModelRegistry registry, ISelectionStore selections, SelectionFollower serving, TimeProvider time)
{
    /// <summary>Writes beside a model what is to be known of it.</summary>
    /// <param name="plan">What the model was trained by, with its files in the output folder.</param>
    /// <exception cref="OperationCanceledException">The token was canceled; it may be done again.</exception>
    public async Task<ModelManifest> DescribeAsync(
        TrainingJob job, DatasetCard dataset, TrainedModel model, TrainingPlan plan, JobLog log, CancellationToken cancellationToken)
    {
        var folder = plan.OutputFolder;
        var trained = await ManifestAsync(job, dataset, model, cancellationToken);
        var (validation, test) = (plan.Train.Take(plan.Cut().Validation), plan.Test);
        var (manifest, verdict) = await TrainingThread.RunAsync(
            $"judge {job.Id}", () => QuantizedForm.Judge(trained, folder, validation, test, cancellationToken));
        if (verdict is not null)
        {
            await log.InformAsync(verdict);
        }

        var overridable = RecipeCatalog.Find(job.Recipe)?.Ranges ?? HyperparameterTable.All;
        await File.WriteAllTextAsync(Path.Combine(folder, ModelFiles.Card), ModelCard.Write(manifest, dataset, model.Evaluation, overridable), cancellationToken);
        await EvaluationFile.WriteAsync(folder, model.Evaluation, cancellationToken);
        await LearningCurvesFile.WriteAsync(folder, LearningCurves.Of(await jobs.MetricsAsync(job.Id, key: null, cancellationToken)), cancellationToken);
        return manifest;
    }

    /// <param name="folder">With the model and what was written beside it.</param>
    public Task<ModelVersion> RegisterAsync(TrainingJob job, ModelManifest manifest, string folder, CancellationToken cancellationToken) =>
        registry.RegisterAsync(manifest, folder, new JobAttempt(job.Id, job.Attempt), cancellationToken);

    /// <summary>Returns once this host serves what it selected: whoever reads that the job succeeded may ask the model at once.</summary>
    /// <returns>Whether the version serves its task from now on because of this job.</returns>
    public async Task<bool> SelectAsync(TrainingJob job, ModelVersion version, CancellationToken cancellationToken)
    {
        var by = $"job {job.Id}";
        var history = await selections.HistoryAsync(job.Task, new PageRequest(PageRequest.MaximumLimit), cancellationToken);
        if (history.Items.Any(selection => selection.By == by))
        {
            return true;
        }

        while (true)
        {
            try
            {
                return await SelectIfBetterAsync(job, version, by, cancellationToken);
            }
            catch (SelectionMovedException)
            {
                // By a job that ended at the same time, or by somebody: compared anew, with what is selected now.
            }
        }
    }

    private async Task<bool> SelectIfBetterAsync(TrainingJob job, ModelVersion version, string by, CancellationToken cancellationToken)
    {
        var selection = await selections.FindAsync(job.Task, cancellationToken);
        var selected = selection is null ? null : await registry.FindAsync(selection.Model, cancellationToken);
        if (!job.Select.TakesOver(version.Manifest, selected?.Manifest))
        {
            return false;
        }

        var change = new SelectionChange
        {
            Model = version.Reference,
            ComparedWith = selection?.Sequence ?? 0,
            Attempt = new JobAttempt(job.Id, job.Attempt),
        };
        await selections.ChangeAsync(job.Task, change, by, cancellationToken);
        await serving.CatchUpAsync(cancellationToken);
        return true;
    }

    private async Task<ModelManifest> ManifestAsync(TrainingJob job, DatasetCard dataset, TrainedModel model, CancellationToken cancellationToken) =>
        new()
        {
            Name = job.ModelName,
            Task = job.Task,
            Network = job.Network,
            Recipe = job.Recipe,
            Dataset = job.Dataset,
            DatasetDigest = dataset.Digest,
            TestDigest = dataset.TestDigest,
            Parent = job.BaseModel,
            ParentDigest = job.BaseModel is { } parent ? (await registry.FindAsync(parent, cancellationToken))?.Digest : null,
            JobId = job.Id,
            Hyperparameters = job.Hyperparameters,
            Epoch = model.Epoch,
            Metrics = model.Metrics,
            InputShape = model.InputShape,
            OutputShape = model.OutputShape,
            Classes = job.Task == TaskKind.Classify ? dataset.Classes : [],
            ParameterCount = model.ParameterCount,
            Temperature = model.Temperature,
            SignalRanges = model.SignalRanges,
            CreatedAt = time.GetUtcNow(),
        };
}
