namespace Clearsight.Domain.Metrics;

/// <summary>
/// Whether a classifier is right as often as it says: predictions in bins of equal width by their probability
/// (Guo et al., "On Calibration of Modern Neural Networks", 2017).
/// </summary>
/// <param name="Error">The expected calibration error, 0..1: |accuracy − confidence| over the bins, weighted by their images.</param>
/// <param name="Loss">Mean categorical cross-entropy of the probabilities, in nats.</param>
/// <param name="Bins">From probability 0 to 1, those without images too.</param>
public sealed record Calibration(double Error, double Loss, IReadOnlyList<ReliabilityBin> Bins)
{
    public const int BinCount = 15;

    /// <param name="confidences">The probability of each image's prediction, 0..1.</param>
    /// <param name="correct">Whether the prediction was right.</param>
    public static Calibration Of(ReadOnlySpan<double> confidences, ReadOnlySpan<bool> correct, double loss)
    {
        var (counts, sums, right) = (new int[BinCount], new double[BinCount], new int[BinCount]);
        for (var image = 0; image < confidences.Length; image++)
        {
            // A bin takes its upper edge and leaves its lower one, as in the paper.
            var bin = Math.Clamp((int)Math.Ceiling(confidences[image] * BinCount) - 1, 0, BinCount - 1);
            counts[bin]++;
            sums[bin] += confidences[image];
            right[bin] += correct[image] ? 1 : 0;
        }

        var bins = Enumerable.Range(0, BinCount).Select(bin => new ReliabilityBin(
            (double)bin / BinCount,
            (double)(bin + 1) / BinCount,
            counts[bin],
            counts[bin] == 0 ? null : sums[bin] / counts[bin],
            counts[bin] == 0 ? null : (double)right[bin] / counts[bin])).ToList();
        var total = Math.Max(confidences.Length, 1);
        return new Calibration(bins.Sum(bin => bin.Count * Math.Abs((bin.Accuracy - bin.Confidence) ?? 0)) / total, loss, bins);
    }
}

/// <param name="From">The lowest probability, which is not in the bin.</param>
/// <param name="To">The highest, which is.</param>
/// <param name="Count">Images whose prediction has such a probability.</param>
/// <param name="Confidence">The mean of their probabilities; null where there are none.</param>
/// <param name="Accuracy">The share of them that was classified rightly; null where there are none.</param>
public sealed record ReliabilityBin(double From, double To, int Count, double? Confidence, double? Accuracy);
