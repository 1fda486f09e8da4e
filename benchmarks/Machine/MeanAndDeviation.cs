namespace Clearsight.Benchmarks;

/// <summary>Figures of several seeds: their mean and standard deviation, 0 of a single one.</summary>
public sealed record MeanAndDeviation(double Mean, double Deviation)
{
    /// <param name="figures">At least one.</param>
    public static MeanAndDeviation Of(IEnumerable<double> figures)
    {
        double[] values = [.. figures];
        var mean = values.Average();
        return new MeanAndDeviation(mean, Math.Sqrt(values.Sum(value => (value - mean) * (value - mean)) / Math.Max(1, values.Length - 1)));
    }
}
