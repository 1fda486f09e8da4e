namespace Clearsight.Domain.Metrics;

/// <summary>How often each class was predicted for images of each class.</summary>
/// <param name="Counts">Images by actual class (rows) and predicted class (columns).</param>
public sealed record ConfusionMatrix(IReadOnlyList<IReadOnlyList<int>> Counts)
{
    /// <param name="actual">The class index of each image.</param>
    /// <param name="predicted">The same, as a model sees it.</param>
    /// <param name="times">How often each image counts; empty for once each.</param>
    /// <exception cref="ArgumentException">There are not as many predictions as images.</exception>
    public static ConfusionMatrix Of(ReadOnlySpan<byte> actual, ReadOnlySpan<byte> predicted, int classes, ReadOnlySpan<int> times = default)
    {
        if (actual.Length != predicted.Length)
        {
            throw new ArgumentException($"There are {predicted.Length} predictions for {actual.Length} images.", nameof(predicted));
        }

        var counts = Enumerable.Range(0, classes).Select(_ => new int[classes]).ToArray();
        for (var image = 0; image < actual.Length; image++)
        {
            counts[actual[image]][predicted[image]] += times.IsEmpty ? 1 : times[image];
        }

        return new ConfusionMatrix(counts);
    }

    /// <summary>Images of the class.</summary>
    public int Support(int index) => Counts[index].Sum();

    /// <summary>Images that were taken for the class.</summary>
    public int Predicted(int index) => Counts.Sum(row => row[index]);

    /// <summary>Images of the class that were taken for it.</summary>
    public int Correct(int index) => Counts[index][index];

    public int Total() => Counts.Sum(row => row.Sum());
}
