using Clearsight.Domain;
using Clearsight.Domain.Jobs;
using Clearsight.Domain.Models;
using Clearsight.Domain.Recipes;

namespace Clearsight.Workers;

/// <summary>Finds the version whose weights a job's network starts from.</summary>
internal sealed class BaseModels(IJobStore store, IModelRegistry registry)
{
    /// <summary>
    /// The version that the row names or, where it names none, what the nearest job before it that could leave one left.
    /// Null for a training that takes over nothing.
    /// </summary>
    /// <exception cref="TrainingFailedException">There is none, or its weights do not fit the network.</exception>
    public async Task<ModelVersion?> ResolveAsync(TrainingJob job, CancellationToken cancellationToken)
    {
        if (job.BaseModel is null && (!NetworkIds.TakesEncoder(job.Network) || job.Hyperparameters.Encoder == EncoderUse.Scratch))
        {
            return null;
        }

        var reference = job.BaseModel ?? await ModelOfPredecessorAsync(job, cancellationToken);
        var version = await registry.FindAsync(reference, cancellationToken)
            ?? throw new TrainingFailedException($"The base model {reference} no longer exists.");
        return NetworkIds.CanStartFrom(job.Network, version.Manifest.Network)
            ? version
            : throw new TrainingFailedException($"The base model {version.Reference} is a {version.Manifest.Network}, which a {job.Network} cannot start from.");
    }

    private async Task<ModelReference> ModelOfPredecessorAsync(TrainingJob job, CancellationToken cancellationToken)
    {
        for (var id = job.After; id is not null && await store.FindAsync(id, cancellationToken) is { } before; id = before.After)
        {
            // In a report a classifier is trained between the denoiser and what takes over its encoder.
            if (before is { Network: NetworkIds.DenoisingAutoencoder, Model: { } model })
            {
                return model;
            }
        }

        throw new TrainingFailedException("The job names no base model, and comes after no job that left one: send it again with baseModel.");
    }
}
