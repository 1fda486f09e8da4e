using Clearsight.Domain.Datasets;
using Clearsight.Domain.Recipes;
using Clearsight.Storage.Jobs;

namespace Clearsight.Api.Jobs;

/// <summary>How long a training takes on this machine, from what earlier ones were measured at; nothing is guessed.</summary>
internal sealed class DurationEstimates(TrainingSpeeds speeds, IDatasetCatalog datasets)
{
    /// <returns>Seconds of training to the last epoch; null where the network was never trained here or the data set is unknown.</returns>
    public async Task<double?> SecondsAsync(string network, string dataset, Hyperparameters hyperparameters, CancellationToken cancellationToken)
    {
        if (datasets.Find(dataset) is not { } card
            || await speeds.FindAsync(network, Environment.MachineName, cancellationToken) is not { } imagesPerSecond)
        {
            return null;
        }

        var images = Math.Max(0, card.TrainCount - hyperparameters.ValidationCount);
        if (hyperparameters.TrainLimit > 0)
        {
            images = Math.Min(images, hyperparameters.TrainLimit);
        }

        if (hyperparameters.SamplesPerClass > 0)
        {
            images = Math.Min(images, hyperparameters.SamplesPerClass * card.Classes.Count);
        }

        return Math.Round((double)images * hyperparameters.Epochs / imagesPerSecond, 1);
    }
}
