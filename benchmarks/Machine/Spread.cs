namespace Clearsight.Benchmarks;

/// <summary>Figures of several rounds, to be read as their median with the smallest and the largest beside it.</summary>
public sealed record Spread(double Median, double Minimum, double Maximum)
{
    /// <param name="figures">At least one.</param>
    public static Spread Of(IEnumerable<double> figures)
    {
        double[] sorted = [.. figures.Order()];
        return new Spread((sorted[(sorted.Length - 1) / 2] + sorted[sorted.Length / 2]) / 2, sorted[0], sorted[^1]);
    }
}
