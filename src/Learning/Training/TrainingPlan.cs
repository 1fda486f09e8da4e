using Clearsight.Domain;
using Clearsight.Domain.Datasets;
using Clearsight.Domain.Recipes;

namespace Clearsight.Learning.Training;

/// <summary>Everything that one training needs; equal plans give equal weights on the same machine.</summary>
public sealed record TrainingPlan
{
    public required TaskKind Task { get; init; }

    /// <summary>One of <see cref="NetworkIds"/>.</summary>
    public required string Network { get; init; }
    public required Hyperparameters Hyperparameters { get; init; }

    /// <summary>The train part of the data set; the validation images are cut from it.</summary>
    public required LabelledImages Train { get; init; }

    /// <summary>The test part, read once, after the best epoch is known.</summary>
    public required LabelledImages Test { get; init; }
    public required IReadOnlyList<string> Classes { get; init; }

    /// <summary>
    /// Path of the <c>model.safetensors</c> that the weights start from: one of the same network and number of classes,
    /// or, for a network on an encoder, one of the autoencoder that lends it. Null to start from random weights.
    /// </summary>
    public string? BaseWeights { get; init; }

    /// <summary>For a denoiser: what tells how readable its restorations are; null where nothing can.</summary>
    public FinishedClassifier? Judge { get; init; }

    /// <summary>For a classifier: whose answers it learns in place of the labels, the one that its hyperparameters name; null for none.</summary>
    public FinishedClassifier? Teacher { get; init; }

    /// <summary>Where checkpoints go, and come from when there are any: the training goes on after the newest whole one.</summary>
    public required string CheckpointFolder { get; init; }

    /// <summary>Where the model's files go at the end: <c>model.safetensors</c> and <c>model.onnx</c>.</summary>
    public required string OutputFolder { get; init; }

    /// <summary>Threads that libtorch computes with; part of what makes weights equal.</summary>
    public int Threads { get; init; } = Environment.ProcessorCount;

    /// <summary>Cuts the train part: what decides on the model along the way, and afterwards, are the same validation images.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The validation images would leave nothing to train on.</exception>
    public Split Cut() => Split.BySeed(Train.Count, Hyperparameters.ValidationCount, Hyperparameters.Seed);
}

/// <summary>A finished classifier of the plan's images.</summary>
/// <param name="Name">Its version, <c>name:version</c>.</param>
/// <param name="Digest">Of its weights.</param>
/// <param name="Network">One of <see cref="NetworkIds"/>.</param>
/// <param name="Weights">Path of its <c>model.safetensors</c>.</param>
public sealed record FinishedClassifier(string Name, string Digest, string Network, int Classes, string Weights);
