using System.Globalization;
using Clearsight.Domain.Models;

namespace Clearsight.Domain.Recipes;

/// <summary>One row a hyperparameter: its name on the wire, what it may be, and how it is read and replaced.</summary>
public sealed record HyperparameterRange(
    string Name,
    HyperparameterKind Kind,
    double Minimum,
    double Maximum,
    IReadOnlyList<string> Choices,
    string Description,
    Func<Hyperparameters, object> Read,
    Func<Hyperparameters, object, Hyperparameters> Replace)
{
    /// <summary>What the value may be, as a sentence.</summary>
    public string Rule => Kind switch
    {
        HyperparameterKind.Integer => string.Create(CultureInfo.InvariantCulture, $"{Name} must be a whole number from {(long)Minimum} to {(long)Maximum}."),
        HyperparameterKind.Number => string.Create(CultureInfo.InvariantCulture, $"{Name} must be a number from {Minimum} to {Maximum}."),
        HyperparameterKind.Choice => $"{Name} must be one of: {string.Join(", ", Choices)}.",
        HyperparameterKind.Model => $"{Name} must be empty or a model version, written 'name:version'.",
        _ => $"{Name} must be true or false.",
    };

    /// <summary>A model version in the form in which it is kept, or empty; null where the text is neither.</summary>
    internal static string? ModelVersion(string text) =>
        text.Length == 0 ? text : ModelReference.TryParse(text, out var reference) && reference.Version is not null ? reference.ToString() : null;
}

public enum HyperparameterKind
{
    Integer,
    Number,
    Choice,
    Flag,

    /// <summary>A model version by name, or none. Without a version it would be another one tomorrow.</summary>
    Model,
}

/// <summary>Every hyperparameter that a request may override.</summary>
public static class HyperparameterTable
{
    /// <summary>2^53 - 1: every JSON reader and every <see cref="double"/> keeps a whole number up to here exactly.</summary>
    private const long LargestSeed = 9_007_199_254_740_991;

    public static readonly IReadOnlyList<HyperparameterRange> All =
    [
        Integer("epochs", 1, 1_000, "Passes over the training images.", h => h.Epochs, (h, v) => h with { Epochs = (int)v }),
        Integer("batchSize", 1, 8_192, "Images in a mini-batch.", h => h.BatchSize, (h, v) => h with { BatchSize = (int)v }),
        Number("learningRate", 1e-6, 1, "The (peak) learning rate.", h => h.LearningRate, (h, v) => h with { LearningRate = v }),
        Integer("seed", 0, LargestSeed, "Decides split, initial weights, order, noise and dropout.", h => (long)h.Seed, (h, v) => h with { Seed = (ulong)v }),
        Choice("optimizer", Enum.GetValues<Optimizer>(), "Adam, or AdamW with decoupled weight decay.", h => h.Optimizer, (h, v) => h with { Optimizer = v }),
        Choice("schedule", Enum.GetValues<Schedule>(), "The learning rate over time.", h => h.Schedule, (h, v) => h with { Schedule = v }),
        Number("weightDecay", 0, 1, "Decoupled weight decay, for AdamW.", h => h.WeightDecay, (h, v) => h with { WeightDecay = v }),
        Number("clipNorm", 0, 1_000, "Shorten the gradient of a mini-batch to this norm where it is longer; 0 for no limit.", h => h.ClipNorm, (h, v) => h with { ClipNorm = v }),
        Integer("patience", 0, 1_000, "Epochs without a better validation loss before the training stops; 0 never stops early.", h => h.Patience, (h, v) => h with { Patience = (int)v }),
        Integer("validationCount", 1, 30_000, "Images cut from the train part for validation.", h => h.ValidationCount, (h, v) => h with { ValidationCount = (int)v }),
        Integer("trainLimit", 0, 1_000_000, "Train on so many images only; 0 for all.", h => h.TrainLimit, (h, v) => h with { TrainLimit = (int)v }),
        Integer("samplesPerClass", 0, 1_000_000, "Train on so many images of each class only, drawn by the seed; 0 for all.", h => h.SamplesPerClass, (h, v) => h with { SamplesPerClass = (int)v }),
        Number("noiseDensity", 0, 1, "The share of pixels hit by salt-and-pepper noise.", h => h.NoiseDensity, (h, v) => h with { NoiseDensity = v }),
        Number("noiseDensityMax", 0, 1, "Each image draws its noise density from noiseDensity up to this; 0 for noiseDensity on all of them.", h => h.NoiseDensityMax, (h, v) => h with { NoiseDensityMax = v }),
        // A classifier's loss is the cross-entropy of the class: only a denoiser leaves a choice.
        LossAmong(Loss.MeanSquaredError, Loss.Psnr, Loss.BinaryCrossEntropy),
        Number("labelSmoothing", 0, 0.5, "The share of the target spread over all classes; without effect where a teacher's answers are the target.", h => h.LabelSmoothing, (h, v) => h with { LabelSmoothing = v }),
        Number("dropout", 0, 0.9, "The share of activations dropped after each pooling.", h => h.Dropout, (h, v) => h with { Dropout = v }),
        Flag("flip", "Mirror half of the training images left to right.", h => h.Flip, (h, v) => h with { Flip = v }),
        Integer("shift", 0, 4, "Move each training image at random by up to so many pixels in each direction; what comes in is black.", h => h.Shift, (h, v) => h with { Shift = (int)v }),
        Number("erase", 0, 1, "The share of training images in which a random rectangle is replaced by random pixels.", h => h.Erase, (h, v) => h with { Erase = v }),
        Choice("precision", Enum.GetValues<Precision>(), "What the convolutions of the training compute in; bfloat16 only where the processor has it.", h => h.Precision, (h, v) => h with { Precision = v }),
        Choice("encoder", Enum.GetValues<EncoderUse>(), "Take over the base model's encoder and train it on, keep it as it is, or start without a base model.", h => h.Encoder, (h, v) => h with { Encoder = v }),
        Model("teacher", "A classifier of the same classes, name:version, whose answers are learned in place of the labels; empty for none.", h => h.Teacher, (h, v) => h with { Teacher = v }),
    ];

    /// <summary>For networks that answer pixel values: cross-entropy needs logits.</summary>
    internal static HyperparameterRange LossOfPixels { get; } = LossAmong(Loss.MeanSquaredError, Loss.Psnr);

    public static HyperparameterRange? Find(string name) => All.FirstOrDefault(range => range.Name == name);

    private static HyperparameterRange LossAmong(params Loss[] losses) => Choice(
        "loss", losses, "What the optimizer minimises: psnr is minus the PSNR of each image.", h => h.Loss, (h, v) => h with { Loss = v });

    private static HyperparameterRange Integer(
        string name, long minimum, long maximum, string description, Func<Hyperparameters, long> read, Func<Hyperparameters, long, Hyperparameters> replace) =>
        new(name, HyperparameterKind.Integer, minimum, maximum, [], description, h => read(h), (h, v) => replace(h, (long)v));

    private static HyperparameterRange Number(
        string name, double minimum, double maximum, string description, Func<Hyperparameters, double> read, Func<Hyperparameters, double, Hyperparameters> replace) =>
        new(name, HyperparameterKind.Number, minimum, maximum, [], description, h => read(h), (h, v) => replace(h, (double)v));

    private static HyperparameterRange Flag(
        string name, string description, Func<Hyperparameters, bool> read, Func<Hyperparameters, bool, Hyperparameters> replace) =>
        new(name, HyperparameterKind.Flag, 0, 1, [], description, h => read(h), (h, v) => replace(h, (bool)v));

    private static HyperparameterRange Model(
        string name, string description, Func<Hyperparameters, string> read, Func<Hyperparameters, string, Hyperparameters> replace) =>
        new(name, HyperparameterKind.Model, 0, 0, [], description, read, (h, v) => replace(h, (string)v));

    private static HyperparameterRange Choice<T>(
        string name, T[] choices, string description, Func<Hyperparameters, T> read, Func<Hyperparameters, T, Hyperparameters> replace)
        where T : struct, Enum =>
        new(name, HyperparameterKind.Choice, 0, 0, [.. choices.Select(choice => CamelCase(choice.ToString()))], description,
            h => CamelCase(read(h).ToString()), (h, v) => replace(h, Enum.Parse<T>((string)v, ignoreCase: true)));

    private static string CamelCase(string name) => char.ToLowerInvariant(name[0]) + name[1..];
}
