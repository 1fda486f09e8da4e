using Clearsight.Domain;
using Clearsight.Domain.Recipes;
using Clearsight.Learning.Networks;
using Clearsight.Learning.Training;

namespace Clearsight.Learning.Tests.Training;

/// <summary>Plans that train in a second or two on one core.</summary>
internal static class SmallPlans
{
    public static TrainingPlan Classifier(TemporaryFolder folder, string network = NetworkIds.EncoderClassifier) => new()
    {
        Task = TaskKind.Classify,
        Network = network,
        Hyperparameters = new Hyperparameters
        {
            Epochs = 3,
            BatchSize = 32,
            LearningRate = 0.003,
            Seed = 5,
            ValidationCount = 40,
            Flip = true,
            Dropout = network == NetworkIds.FashionCnn ? 0.2 : 0,
            LabelSmoothing = 0.1,
            Optimizer = Optimizer.AdamW,
            WeightDecay = 0.01,
        },
        Train = StrokeImages.Draw(200, 28, seed: 1),
        Test = StrokeImages.Draw(60, 28, seed: 2),
        Classes = StrokeImages.Classes,
        CheckpointFolder = folder["checkpoints"],
        OutputFolder = folder["output"],
        Threads = 1,
    };

    /// <summary>A plan for any network of the catalog.</summary>
    public static TrainingPlan Of(TemporaryFolder folder, string network) => NetworkCatalog.Create(network).Task == TaskKind.Denoise
        ? Denoiser(folder, network)
        : Classifier(folder, network);

    public static TrainingPlan Denoiser(TemporaryFolder folder, string network = NetworkIds.DenoisingAutoencoder) => new()
    {
        Task = TaskKind.Denoise,
        Network = network,
        Hyperparameters = new Hyperparameters
        {
            Epochs = 3,
            BatchSize = 16,
            LearningRate = 0.002,
            Seed = 5,
            ValidationCount = 40,
            Loss = NetworkIds.RestoresImpulses(network) ? Loss.MeanSquaredError : Loss.BinaryCrossEntropy,
            NoiseDensity = 0.25,
            Schedule = Schedule.OneCycle,
        },
        Train = StrokeImages.Draw(200, 14, seed: 1),
        Test = StrokeImages.Draw(60, 14, seed: 2),
        Classes = StrokeImages.Classes,
        CheckpointFolder = folder["checkpoints"],
        OutputFolder = folder["output"],
        Threads = 1,
    };

    /// <summary>Trains and returns the digest-worthy bytes of the model.</summary>
    public static byte[] TrainedBytes(TrainingPlan plan)
    {
        var outcome = Train(plan, new RecordingObserver());
        Assert.Equal(TrainingStop.None, outcome.Stopped);
        return Model(plan);
    }

    public static TrainingOutcome Train(TrainingPlan plan, RecordingObserver observer) =>
        TrainUntil(plan, observer, TestContext.Current.CancellationToken);

    public static TrainingOutcome TrainUntil(TrainingPlan plan, RecordingObserver observer, CancellationToken cancellationToken)
    {
        using var requests = new RightOfWay();
        return new Trainer(TimeProvider.System, requests).Train(plan, observer, cancellationToken);
    }

    public static byte[] Model(TrainingPlan plan) => File.ReadAllBytes(Path.Combine(plan.OutputFolder, "model.safetensors"));
}
