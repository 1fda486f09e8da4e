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
}
