namespace Clearsight.Domain.Metrics;

/// <summary>How a training went, epoch by epoch. A model version keeps it when its job is long gone.</summary>
public sealed record LearningCurves(IReadOnlyList<LearningCurve> Curves)
{
    public static LearningCurves Of(IEnumerable<Metric> metrics) => new(
    [
        .. metrics.GroupBy(metric => metric.Key, StringComparer.Ordinal)
            .OrderBy(points => points.Key, StringComparer.Ordinal)
            .Select(points => LearningCurve.Of(points.Key, points)),
    ]);

    /// <summary>The curve of a metric; null where the training did not measure it.</summary>
    public LearningCurve? Find(string key) => Curves.FirstOrDefault(curve => curve.Key == key);
}

/// <param name="Key">One of <see cref="MetricKeys"/>.</param>
/// <param name="Epochs">Rising.</param>
/// <param name="Values">By place in <paramref name="Epochs"/>.</param>
public sealed record LearningCurve(string Key, IReadOnlyList<int> Epochs, IReadOnlyList<double> Values)
{
    internal static LearningCurve Of(string key, IEnumerable<Metric> points)
    {
        var rising = points.OrderBy(point => point.Epoch).ThenBy(point => point.Step).ToList();
        return new LearningCurve(key, [.. rising.Select(point => point.Epoch)], [.. rising.Select(point => point.Value)]);
    }
}
