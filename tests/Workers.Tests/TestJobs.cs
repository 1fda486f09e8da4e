using Clearsight.Domain;
using Clearsight.Domain.Jobs;
using Clearsight.Domain.Recipes;

namespace Clearsight.Workers.Tests;

/// <summary>Jobs as a request would make them, on <see cref="SmallPictures"/>.</summary>
internal static class TestJobs
{
    private static readonly Hyperparameters Small = new() { BatchSize = 16, ValidationCount = 32, Epochs = 1, LearningRate = 0.002 };

    public static TrainingJob Classifier(int epochs = 1, ulong seed = 1) => new()
    {
        Id = Guid.CreateVersion7().ToString("N"),
        Recipe = "fashion-classifier",
        Task = TaskKind.Classify,
        Network = NetworkIds.FashionCnn,
        Dataset = SmallPictures.Name,
        ModelName = "bars",
        Hyperparameters = Small with { Epochs = epochs, Seed = seed, Dropout = 0.2 },
        CreatedAt = TimeProvider.System.GetUtcNow(),
    };

    public static TrainingJob Denoiser() => Classifier() with
    {
        Recipe = "mnist-denoiser",
        Task = TaskKind.Denoise,
        Network = NetworkIds.DenoisingAutoencoder,
        ModelName = "bar-denoiser",
        Hyperparameters = Small with { Loss = Loss.BinaryCrossEntropy },
    };

    public static TrainingJob Transfer() => Classifier() with
    {
        Recipe = "fashion-transfer",
        Network = NetworkIds.EncoderClassifier,
        ModelName = "bar-transfer",
    };
}
