using Clearsight.Domain;
using Clearsight.Domain.Datasets;
using Clearsight.Domain.Evaluation;
using Clearsight.Domain.Jobs;
using Clearsight.Domain.Models;
using Clearsight.Learning.Training;
using Clearsight.Storage.Jobs;
using Microsoft.Extensions.Options;

namespace Clearsight.Workers;

/// <summary>Brings together what a training needs: the images, the base model's weights, the folders.</summary>
internal sealed class PlanBuilder(
    IDatasetCatalog datasets, IModelRegistry registry, AttemptFolders folders, IOptions<WorkersOptions> options)
{
    /// <exception cref="NotFoundException">The data set does not exist any more.</exception>
    /// <exception cref="TrainingFailedException">The data set cannot be had, or the teacher does not exist any more.</exception>
    public async Task<TrainingPlan> BuildAsync(
        TrainingJob job, ModelVersion? parent, IProgress<DownloadProgress> progress, CancellationToken cancellationToken)
    {
        // Before a download that would be for nothing.
        var teacher = await TeacherAsync(job.Hyperparameters.Teacher, cancellationToken);
        var train = await datasets.LoadAsync(job.Dataset, DatasetPart.Train, progress, cancellationToken);
        var test = await datasets.LoadAsync(job.Dataset, DatasetPart.Test, progress, cancellationToken);
        var card = Card(job);
        return new TrainingPlan
        {
            Task = job.Task,
            Network = job.Network,
            Hyperparameters = job.Hyperparameters,
            Train = train,
            Test = test,
            Classes = card.Classes,
            BaseWeights = parent is null ? null : await registry.PathOfAsync(parent, ModelFiles.Weights, cancellationToken),
            Teacher = teacher,
            Judge = job.Task == TaskKind.Denoise ? await JudgeAsync(card, cancellationToken) : null,
            CheckpointFolder = await folders.TakeCheckpointsAsync(job.Id, job.Attempt, cancellationToken),
            OutputFolder = folders.NewOutput(job.Id, job.Attempt),
            Threads = options.Value.ThreadsPerJob,
        };
    }

    /// <summary>Always the first version that knows the test images: a later, better one would make figures incomparable.</summary>
    private async Task<FinishedClassifier?> JudgeAsync(DatasetCard card, CancellationToken cancellationToken)
    {
        var versions = await registry.VersionsAsync(JudgeFigures.ModelName, cancellationToken);
        return versions.LastOrDefault(version => version.Manifest.Task == TaskKind.Classify && version.Manifest.DatasetDigest == card.TestDigest) is { } judge
            ? await FinishedAsync(judge, cancellationToken)
            : null;
    }

    private async Task<FinishedClassifier?> TeacherAsync(string name, CancellationToken cancellationToken) => name.Length == 0
        ? null
        : await registry.FindAsync(ModelReference.Parse(name), cancellationToken) is { } teacher
            ? await FinishedAsync(teacher, cancellationToken)
            : throw new TrainingFailedException($"The teacher {name} no longer exists.");

    private async Task<FinishedClassifier> FinishedAsync(ModelVersion version, CancellationToken cancellationToken) => new(
        version.Reference.ToString(),
        version.Digest,
        version.Manifest.Network,
        version.Manifest.Classes.Count,
        await registry.PathOfAsync(version, ModelFiles.Weights, cancellationToken));

    public DatasetCard Card(TrainingJob job) =>
        datasets.Find(job.Dataset) ?? throw new NotFoundException($"There is no data set '{job.Dataset}' any more.");
}
