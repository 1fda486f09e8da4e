using Clearsight.Domain.Metrics;

namespace Clearsight.Domain.Tests.Metrics;

public sealed class LearningCurvesTests
{
    [Fact]
    public void Points_become_a_curve_for_each_metric_by_rising_epoch()
    {
        var curves = LearningCurves.Of([Point("b", 2, 0.2), Point("a", 1, 0.5), Point("b", 1, 0.4)]);

        Assert.Equal(["a", "b"], curves.Curves.Select(curve => curve.Key));
        Assert.Equal([1, 2], curves.Find("b")!.Epochs);
        Assert.Equal([0.4, 0.2], curves.Find("b")!.Values);
        Assert.Null(curves.Find("c"));
    }

    private static Metric Point(string key, int epoch, double value) => new(key, epoch, epoch * 100, value, DateTimeOffset.UnixEpoch);
}
