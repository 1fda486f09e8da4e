namespace Clearsight.Domain.Recipes;

/// <summary>Every recipe of the service. The <c>-report</c> ones keep the report's own hyperparameters to the letter.</summary>
public static class RecipeCatalog
{
    private static readonly string[] Common =
        ["epochs", "batchSize", "learningRate", "seed", "optimizer", "schedule", "weightDecay", "clipNorm", "patience", "validationCount", "trainLimit", "precision"];

    private static readonly string[] Denoising = [.. Common, "noiseDensity", "loss"];
    private static readonly string[] ImpulseDenoising = [.. Common, "noiseDensity", "noiseDensityMax", "loss"];
    private static readonly string[] Classification = [.. Common, "samplesPerClass", "labelSmoothing", "flip", "shift", "erase", "teacher"];
    private static readonly string[] ClassificationWithDropout = [.. Classification, "dropout"];
    private static readonly string[] Transfer = [.. Classification, "encoder"];

    public static readonly IReadOnlyList<Recipe> All =
    [
        new("mnist-denoiser", "Denoising autoencoder", "The report's autoencoder on MNIST with salt-and-pepper noise, trained the fastest way found.",
            TaskKind.Denoise, NetworkIds.DenoisingAutoencoder, "mnist", "mnist-denoiser",
            new Hyperparameters
            {
                Epochs = 16, BatchSize = 64, LearningRate = 0.005, ClipNorm = 0.05, Schedule = Schedule.OneCycle, ValidationCount = 12_000,
                NoiseDensity = 0.25, Loss = Loss.BinaryCrossEntropy, Precision = Precision.Bfloat16,
            },
            Denoising),
        new("impulse-denoiser", "Impulse denoiser", "Finds the pixels that salt-and-pepper noise hit, restores those and leaves every pixel that is neither black nor white alone; for grey and colour pictures of any kind and size.",
            TaskKind.Denoise, NetworkIds.BalancedImpulseUnet, "mostly-digits", "impulse-denoiser",
            new Hyperparameters
            {
                Epochs = 24, BatchSize = 32, LearningRate = 0.001, Schedule = Schedule.OneCycle, Optimizer = Optimizer.AdamW, WeightDecay = 0.001, ClipNorm = 0.1,
                ValidationCount = 6_000, NoiseDensity = 0, NoiseDensityMax = 0.7, Loss = Loss.MeanSquaredError, Precision = Precision.Bfloat16,
            },
            ImpulseDenoising),
        new("fashion-classifier", "Fashion classifier", "The report's three-convolution network on Fashion-MNIST, trained the fastest way found.",
            TaskKind.Classify, NetworkIds.FashionCnn, "fashion-mnist", "fashion-classifier",
            new Hyperparameters
            {
                Epochs = 8, BatchSize = 128, LearningRate = 0.005, Schedule = Schedule.OneCycle, Optimizer = Optimizer.AdamW, WeightDecay = 0.01,
                ValidationCount = 6_000, Dropout = 0.1, LabelSmoothing = 0.1, Precision = Precision.Bfloat16,
            },
            ClassificationWithDropout),
        new("fashion-transfer", "Fashion classifier on the denoiser's encoder", "The autoencoder's encoder with its trained weights and one dense layer on Fashion-MNIST, all trained again.",
            TaskKind.Classify, NetworkIds.MirroredEncoderClassifier, "fashion-mnist", "fashion-transfer",
            new Hyperparameters
            {
                Epochs = 20, BatchSize = 128, LearningRate = 0.003, Schedule = Schedule.OneCycle, Optimizer = Optimizer.AdamW, WeightDecay = 0.01,
                ValidationCount = 6_000, Flip = true, Precision = Precision.Bfloat16,
            },
            Transfer, NeedsBaseModel: true),
        new("fashion-classifier-wide", "Fashion classifier for accuracy", "A residual network of under a million parameters on Fashion-MNIST, trained for about an hour on two cores.",
            TaskKind.Classify, NetworkIds.ResidualClassifier, "fashion-mnist", "fashion-classifier-wide",
            new Hyperparameters
            {
                Epochs = 40, BatchSize = 128, LearningRate = 0.01, Schedule = Schedule.OneCycle, Optimizer = Optimizer.AdamW, WeightDecay = 0.05,
                ValidationCount = 6_000, LabelSmoothing = 0.1, Flip = true, Shift = 2, Erase = 0.25, Precision = Precision.Bfloat16,
            },
            ClassificationWithDropout),
        new("mnist-classifier", "Digit classifier", "The three-convolution network on MNIST: its first version judges how readable a denoiser leaves digits.",
            TaskKind.Classify, NetworkIds.FashionCnn, "mnist", "mnist-classifier",
            new Hyperparameters
            {
                Epochs = 5, BatchSize = 128, LearningRate = 0.005, Schedule = Schedule.OneCycle, Optimizer = Optimizer.AdamW, WeightDecay = 0.01,
                ValidationCount = 6_000, Dropout = 0.1, Precision = Precision.Bfloat16,
            },
            ClassificationWithDropout),
        new("mnist-denoiser-report", "Denoising autoencoder, as in the report", "Up to 200 epochs of mini-batches of 2048, early stopping on the validation loss.",
            TaskKind.Denoise, NetworkIds.DenoisingAutoencoder, "mnist", "mnist-denoiser-report",
            new Hyperparameters
            {
                Epochs = 200, BatchSize = 2_048, ValidationCount = 12_000, Patience = 10,
                NoiseDensity = 0.25, Loss = Loss.BinaryCrossEntropy,
            },
            Denoising),
        new("fashion-classifier-report", "Fashion classifier, as in the report", "Adam, mini-batches of 256, 20 epochs.",
            TaskKind.Classify, NetworkIds.FashionCnn, "fashion-mnist", "fashion-classifier-report",
            new Hyperparameters { Epochs = 20, BatchSize = 256, ValidationCount = 6_000, Dropout = 0.25 },
            ClassificationWithDropout),
        new("fashion-transfer-report", "Fashion classifier on the denoiser's encoder, as in the report", "Adam, mini-batches of 256, 20 epochs, early stopping with patience 10.",
            TaskKind.Classify, NetworkIds.EncoderClassifier, "fashion-mnist", "fashion-transfer-report",
            new Hyperparameters { Epochs = 20, BatchSize = 256, ValidationCount = 6_000, Patience = 10 },
            Transfer, NeedsBaseModel: true),
    ];

    public static Recipe? Find(string id) => All.FirstOrDefault(recipe => recipe.Id == id);
}
