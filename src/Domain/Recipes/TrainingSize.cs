using Clearsight.Domain.Datasets;

namespace Clearsight.Domain.Recipes;

public static class TrainingSize
{
    /// <summary>How many images of a data set a training learns from in each epoch.</summary>
    public static int TrainingImages(this Hyperparameters hyperparameters, DatasetCard dataset)
    {
        var images = Math.Max(0, dataset.TrainCount - hyperparameters.ValidationCount);
        if (hyperparameters.TrainLimit > 0)
        {
            images = Math.Min(images, hyperparameters.TrainLimit);
        }

        return hyperparameters.SamplesPerClass > 0 ? Math.Min(images, hyperparameters.SamplesPerClass * dataset.Classes.Count) : images;
    }
}
