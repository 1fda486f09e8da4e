using Clearsight.Domain.Metrics;

namespace Clearsight.Domain.Tests.Metrics;

public sealed class BootstrapTests
{
    /// <summary>For many images the bootstrap is the normal approximation: 0.9 ± 1.96 · √(0.9 · 0.1 / 2,500).</summary>
    [Fact]
    public void A_share_has_the_width_that_the_binomial_distribution_says()
    {
        double[] right = [.. Enumerable.Range(0, 2_500).Select(image => image % 10 == 0 ? 0.0 : 1)];

        var interval = OfMean(right)!;

        var half = 1.96 * Math.Sqrt(0.9 * 0.1 / right.Length);
        Assert.Equal(0.9 - half, interval.Low, 0.0015);
        Assert.Equal(0.9 + half, interval.High, 0.0015);
        Assert.Equal(0.95, interval.Level);
    }

    [Fact]
    public void Evaluating_again_gives_the_same_interval() =>
        Assert.Equal(OfMean([1, 0, 1, 1, 1, 0, 1]), OfMean([1, 0, 1, 1, 1, 0, 1]));

    [Fact]
    public void Without_a_mistake_there_is_no_width() => Assert.Equal(new Interval(1, 1, 0.95), OfMean([1, 1, 1]));

    /// <summary>Of two images one is drawn twice half of the time.</summary>
    [Fact]
    public void As_many_images_are_drawn_as_there_are_and_some_of_them_again()
    {
        var (draws, doubled) = (0, 0);
        new Bootstrap(2, "test").Intervals(0, (times, _) =>
        {
            Assert.Equal(2, times[0] + times[1]);
            (draws, doubled) = (draws + 1, doubled + (times[0] == 1 ? 0 : 1));
        });

        Assert.Equal(0.5, (double)doubled / draws, 0.05);
    }

    [Fact]
    public void Draws_without_the_figure_do_not_count_and_an_end_without_a_number_is_no_interval()
    {
        var intervals = new Bootstrap(3, "test").Intervals(4, (times, figures) =>
        {
            figures[0] = times[0] == 0 ? double.NaN : 7;
            figures[1] = double.NaN;
            figures[2] = times[0] == 0 ? double.PositiveInfinity : 7;
            figures[3] = 7;
        });

        Assert.Equal([new Interval(7, 7, 0.95), null, null, new Interval(7, 7, 0.95)], intervals);
    }

    [Fact]
    public void No_image_has_no_figure() => Assert.Throws<ArgumentOutOfRangeException>(() => OfMean([]));

    private static Interval? OfMean(double[] values) => new Bootstrap(values.Length, "test").Intervals(1, (times, figures) =>
    {
        figures[0] = 0;
        foreach (var (image, value) in values.Index())
        {
            figures[0] += value * times[image] / values.Length;
        }
    })[0];
}
