using Clearsight.Domain;
using Clearsight.Domain.Datasets;
using Clearsight.Domain.Jobs;
using Clearsight.Domain.Models;
using Clearsight.Learning.Training;
using Clearsight.Storage;
using Microsoft.Extensions.Options;

namespace Clearsight.Workers;

/// <summary>Brings together what a training needs: the images, the base model's weights, the folders.</summary>
internal sealed class PlanBuilder(
    IDatasetCatalog datasets, IModelRegistry registry, StorageLayout layout, IOptions<WorkersOptions> options)
{
    /// <exception cref="NotFoundException">The data set does not exist any more.</exception>
    /// <exception cref="TrainingFailedException">The data set cannot be had.</exception>
    public async Task<TrainingPlan> BuildAsync(
        TrainingJob job, ModelVersion? parent, IProgress<DownloadProgress> progress, CancellationToken cancellationToken)
    {
        var train = await datasets.LoadAsync(job.Dataset, DatasetPart.Train, progress, cancellationToken);
        var test = await datasets.LoadAsync(job.Dataset, DatasetPart.Test, progress, cancellationToken);
        return new TrainingPlan
        {
            Task = job.Task,
            Network = job.Network,
            Hyperparameters = job.Hyperparameters,
            Train = train,
            Test = test,
            Classes = Card(job).Classes,
            BaseWeights = parent is null ? null : registry.PathOf(parent, ModelFiles.Weights),
            CheckpointFolder = layout.CheckpointFolder(job.Id),
            OutputFolder = layout.OutputFolder(job.Id),
            Threads = options.Value.ThreadsPerJob,
        };
    }

    public DatasetCard Card(TrainingJob job) =>
        datasets.Find(job.Dataset) ?? throw new NotFoundException($"There is no data set '{job.Dataset}' any more.");
}
