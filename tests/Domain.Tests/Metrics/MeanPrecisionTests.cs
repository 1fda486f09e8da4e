using Clearsight.Domain.Metrics;

namespace Clearsight.Domain.Tests.Metrics;

public sealed class MeanPrecisionTests
{
    /// <summary>One curve falls from 1 to 0.5 along its way, the other stays at 1 and drops at the end.</summary>
    [Fact]
    public void It_is_the_mean_of_the_precisions_at_each_recall()
    {
        var mean = MeanPrecision.Of([Curve([1, 0.5], [0, 1]), Curve([1, 1, 0.2], [0, 1, 1]), new ClassCurve(null, null, [], [], [])]);

        Assert.Equal(MeanPrecision.Points, mean.Count);
        Assert.Equal((0, 1), mean[0]);
        Assert.Equal((0.5, (0.75 + 1) / 2), mean[50]);
        Assert.Equal((1, (0.5 + 1) / 2), mean[100]);
    }

    [Fact]
    public void Without_a_class_there_is_none() => Assert.Empty(MeanPrecision.Of([]));

    private static ClassCurve Curve(double[] precision, double[] recall) => new(1, 1, precision, recall, recall);
}
