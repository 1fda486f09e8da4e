namespace Clearsight.Domain.Recipes;

/// <summary>
/// Everything that decides what a training does, beside its data. Names, ranges and meanings are in
/// <see cref="HyperparameterTable"/>; equal values on the same machine give equal weights.
/// </summary>
public sealed record Hyperparameters
{
    public int Epochs { get; init; } = 20;
    public int BatchSize { get; init; } = 256;
    public double LearningRate { get; init; } = 0.001;
    public ulong Seed { get; init; } = 1;
    public Optimizer Optimizer { get; init; } = Optimizer.Adam;
    public Schedule Schedule { get; init; } = Schedule.Constant;

    /// <summary>Decoupled weight decay, for AdamW.</summary>
    public double WeightDecay { get; init; }

    /// <summary>The longest (L2) that the gradient of a mini-batch may be; a longer one is shortened to it. 0 for no limit.</summary>
    public double ClipNorm { get; init; }

    /// <summary>Epochs without a better validation loss before the training stops; 0 never stops early.</summary>
    public int Patience { get; init; }
    public int ValidationCount { get; init; } = 6_000;

    /// <summary>Train on the first so many images only, 0 for all: for a quick try.</summary>
    public int TrainLimit { get; init; }

    /// <summary>Train on so many images of each class only, 0 for all. Classification only.</summary>
    public int SamplesPerClass { get; init; }

    /// <summary>The share of pixels hit by salt-and-pepper noise, 0..1. Denoising only.</summary>
    public double NoiseDensity { get; init; } = 0.25;

    /// <summary>
    /// Each image draws a density of its own from <see cref="NoiseDensity"/> up to this one; 0 for the same density on
    /// all. Denoising only.
    /// </summary>
    public double NoiseDensityMax { get; init; }
    public Loss Loss { get; init; } = Loss.CrossEntropy;
    public double LabelSmoothing { get; init; }

    /// <summary>The share of activations dropped after each pooling. Networks that classify by convolutions of their own only.</summary>
    public double Dropout { get; init; }

    /// <summary>Mirror half of the training images left to right.</summary>
    public bool Flip { get; init; }

    /// <summary>Move each training image by up to so many whole pixels in each direction. Classification only.</summary>
    public int Shift { get; init; }

    /// <summary>The share of training images that lose a random rectangle, 0..1. Classification only.</summary>
    public double Erase { get; init; }
    public Precision Precision { get; init; } = Precision.Float32;

    /// <summary>Of a network that takes over the encoder of another model.</summary>
    public EncoderUse Encoder { get; init; } = EncoderUse.Pretrained;

    /// <summary>
    /// The classifier, <c>name:version</c>, whose answers are learned in place of the labels (Hinton, Vinyals and Dean, 2015);
    /// empty for none. Classification only.
    /// </summary>
    public string Teacher { get; init; } = "";
}

public enum Optimizer
{
    Adam,
    AdamW,
}

public enum Schedule
{
    Constant,

    /// <summary>Up to the learning rate over the first 30 % of the steps and down again (Smith and Topin, 2018).</summary>
    OneCycle,
}

/// <summary>What becomes of the base model's encoder in a network that can take it over.</summary>
public enum EncoderUse
{
    /// <summary>Its weights are taken over and trained on.</summary>
    Pretrained,

    /// <summary>Its weights are taken over and stay as they are, to the bit; only what follows the encoder learns.</summary>
    Frozen,

    /// <summary>Nothing is taken over: the encoder starts from random weights, and there is no base model.</summary>
    Scratch,
}

/// <summary>What the convolutions of a training compute in. Weights, sums and updates are always float32.</summary>
public enum Precision
{
    Float32,

    /// <summary>
    /// The exponent of float32 with a fraction of 7 bits: half the memory, and twice the speed on processors that have
    /// instructions for it. Others train in float32 instead.
    /// </summary>
    Bfloat16,
}

public enum Loss
{
    /// <summary>Mean squared error against the clean pixels.</summary>
    MeanSquaredError,

    /// <summary>
    /// Minus the PSNR of each image in dB, so that an image whose error is ten times smaller is as much worth (Chen et al.,
    /// "HINet: Half Instance Normalization Network for Image Restoration", 2021).
    /// </summary>
    Psnr,

    /// <summary>Binary cross-entropy of each pixel, on logits.</summary>
    BinaryCrossEntropy,

    /// <summary>Categorical cross-entropy of the class, on logits.</summary>
    CrossEntropy,
}
