using Clearsight.Domain.Metrics;

namespace Clearsight.Serving.Shadows;

/// <summary>
/// Which classes of two classifiers are the same, by their labels: the two may have been trained on different data sets. A
/// class that only one of them knows has the probability 0 in the other's answers.
/// </summary>
internal sealed class LabelPairs(IReadOnlyList<string> first, IReadOnlyList<string> second)
{
    private const int None = -1;
    private readonly int[] _seconds = [.. first.Select(label => IndexOf(second, label))];
    private readonly int[] _onlySecond = [.. Enumerable.Range(0, second.Count).Where(index => IndexOf(first, second[index]) == None)];

    /// <param name="one">The first's probabilities of one image.</param>
    /// <param name="other">The second's.</param>
    public Differences Compare(ReadOnlySpan<float> one, ReadOnlySpan<float> other)
    {
        var sum = 0.0;
        for (var index = 0; index < one.Length; index++)
        {
            sum += Math.Abs(one[index] - (_seconds[index] == None ? 0 : other[_seconds[index]]));
        }

        foreach (var index in _onlySecond)
        {
            sum += other[index];
        }

        var same = _seconds[Probabilities.Prediction(one)] == Probabilities.Prediction(other);
        return new Differences(1, same ? 1 : 0, sum / (one.Length + _onlySecond.Length), Squared: 0);
    }

    private static int IndexOf(IReadOnlyList<string> labels, string label)
    {
        for (var index = 0; index < labels.Count; index++)
        {
            if (labels[index] == label)
            {
                return index;
            }
        }

        return None;
    }
}
