using System.Globalization;

namespace Clearsight.Domain.Datasets;

/// <summary>Cuts the train part of a data set into train and validation images, by seed.</summary>
/// <param name="Train">Indices of the training images.</param>
/// <param name="Validation">Indices of the validation images; none is also in <paramref name="Train"/>.</param>
public sealed record Split(int[] Train, int[] Validation)
{
    /// <exception cref="ArgumentOutOfRangeException">The validation images would leave nothing to train on.</exception>
    public static Split BySeed(int count, int validation, ulong seed)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(validation);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(validation, count);
        var order = Enumerable.Range(0, count).ToArray();
        new RandomStream(seed, "split").Shuffle(order);
        return new Split(order[validation..], order[..validation]);
    }

    /// <summary>
    /// Keeps so many training images of each class, the first ones in the split's order: with the same seed fewer of them
    /// are a part of more. Validation stays whole.
    /// </summary>
    /// <param name="labels">Of the whole train part.</param>
    /// <param name="classes">Labels by class index.</param>
    /// <exception cref="TrainingFailedException">A class has fewer.</exception>
    public Split WithSamplesPerClass(int samples, IReadOnlyList<byte> labels, IReadOnlyList<string> classes)
    {
        var kept = new int[classes.Count];
        var train = Array.FindAll(Train, image => kept[labels[image]]++ < samples);
        return Array.FindIndex(kept, count => count < samples) is >= 0 and var scarce
            ? throw new TrainingFailedException(string.Create(CultureInfo.InvariantCulture,
                $"samplesPerClass is {samples}, but only {kept[scarce]} training images of class '{classes[scarce]}' are left beside the {Validation.Length} for validation."))
            : this with { Train = train };
    }
}
