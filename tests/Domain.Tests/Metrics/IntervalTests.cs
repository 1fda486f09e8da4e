using Clearsight.Domain.Metrics;

namespace Clearsight.Domain.Tests.Metrics;

public sealed class IntervalTests
{
    /// <summary>For many images the bootstrap is the normal approximation: 0.9 ± 1.96 · √(0.9 · 0.1 / 2,500).</summary>
    [Fact]
    public void It_is_as_wide_as_the_binomial_distribution_says()
    {
        bool[] correct = [.. Enumerable.Range(0, 2_500).Select(image => image % 10 != 0)];

        var interval = Interval.OfAccuracy(correct, new RandomStream(1, "interval"));

        var half = 1.96 * Math.Sqrt(0.9 * 0.1 / correct.Length);
        Assert.Equal(0.9 - half, interval.Low, 0.0015);
        Assert.Equal(0.9 + half, interval.High, 0.0015);
        Assert.Equal(0.95, interval.Level);
    }

    [Fact]
    public void The_same_seed_gives_the_same_interval()
    {
        bool[] correct = [true, false, true, true, true, false, true];

        Assert.Equal(Interval.OfAccuracy(correct, new RandomStream(2, "x")), Interval.OfAccuracy(correct, new RandomStream(2, "x")));
    }

    [Fact]
    public void Without_a_mistake_there_is_no_width() =>
        Assert.Equal(new Interval(1, 1, 0.95), Interval.OfAccuracy([true, true, true], new RandomStream(1, "x")));

    [Fact]
    public void No_image_has_no_accuracy() =>
        Assert.Throws<ArgumentOutOfRangeException>(() => Interval.OfAccuracy([], new RandomStream(1, "x")));
}
