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

        return Math.Round((double)hyperparameters.TrainingImages(card) * hyperparameters.Epochs / imagesPerSecond, 1);
    }

    /// <summary>Of trainings one after the other; null where one is not known.</summary>
    public static double? Sum(IEnumerable<double?> seconds) =>
        seconds.Aggregate((double?)0, (sum, next) => sum + next) is { } total ? Math.Round(total, 1) : null;
}
