namespace Clearsight.Domain.Metrics;

/// <summary>Images by how much they look like one class, most first: what precision-recall and ROC curves are counted along.</summary>
internal sealed class RankedScores
{
    private readonly int[] _images;
    private readonly bool[] _positive;

    /// <summary>Whether the next image, if there is one, has a lower score: images of equal score come together.</summary>
    private readonly bool[] _isLastOfItsScore;

    /// <param name="scores">How much each image looks like the class; larger is more.</param>
    /// <param name="positive">Whether it is of the class.</param>
    public RankedScores(ReadOnlySpan<double> scores, ReadOnlySpan<bool> positive)
    {
        var ordered = scores.ToArray();
        _images = [.. Enumerable.Range(0, ordered.Length)];
        Array.Sort(ordered, _images);
        Array.Reverse(ordered);
        Array.Reverse(_images);
        var own = positive.ToArray();
        _positive = Array.ConvertAll(_images, image => own[image]);
        _isLastOfItsScore = [.. ordered.Select((score, rank) => rank == ordered.Length - 1 || ordered[rank + 1] < score)];
    }

    /// <summary>True and false positives at each threshold, from none to all.</summary>
    public IReadOnlyList<(long Right, long Wrong)> Points()
    {
        var points = new List<(long Right, long Wrong)> { (0, 0) };
        var (right, wrong) = (0L, 0L);
        for (var rank = 0; rank < _images.Length; rank++)
        {
            (right, wrong) = _positive[rank] ? (right + 1, wrong) : (right, wrong + 1);
            if (_isLastOfItsScore[rank])
            {
                points.Add((right, wrong));
            }
        }

        return points;
    }

    /// <param name="times">How often each image counts.</param>
    /// <returns>Average precision and the area under the ROC curve; null where the images show no such class, the latter also where they show no other.</returns>
    public (double? AveragePrecision, double? RocArea) Areas(ReadOnlySpan<int> times)
    {
        var (precisionRecall, roc) = (0.0, 0.0);
        var (right, wrong, rightBefore, wrongBefore) = (0L, 0L, 0L, 0L);
        for (var rank = 0; rank < _images.Length; rank++)
        {
            var count = times[_images[rank]];
            (right, wrong) = _positive[rank] ? (right + count, wrong) : (right, wrong + count);
            if (_isLastOfItsScore[rank])
            {
                precisionRecall += right == rightBefore ? 0 : (right - rightBefore) * ((double)right / (right + wrong));
                roc += (wrong - wrongBefore) * ((rightBefore + right) / 2.0);
                (rightBefore, wrongBefore) = (right, wrong);
            }
        }

        return (right == 0 ? null : precisionRecall / right, right == 0 || wrong == 0 ? null : roc / right / wrong);
    }
}
