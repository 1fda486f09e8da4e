using Clearsight.Domain.Metrics;

namespace Clearsight.Domain.Tests.Metrics;

public sealed class MeanPrecisionTests
{
    /// <summary>
    /// The example of Davis and Goadrich: of 20 images of the class and 2,000 others, one threshold takes 5 and 5, the next
    /// 10 and 30. In between there are 5 false positives to each true one: 6 and 10, 7 and 15, 8 and 20, 9 and 25.
    /// </summary>
    private static readonly ClassCurve Example = new(null, null, [1, 0.5, 0.25, 20 / 2020.0], [0, 0.25, 0.5, 1], [0, 0.0025, 0.015, 1]);

    [Theory]
    [InlineData(0, 1.0)]
    [InlineData(10, 2 / 4.0)]
    [InlineData(25, 5 / 10.0)]
    [InlineData(30, 6 / 16.0)]
    [InlineData(35, 7 / 22.0)]
    [InlineData(40, 8 / 28.0)]
    [InlineData(45, 9 / 34.0)]
    [InlineData(50, 10 / 40.0)]
    [InlineData(75, 15 / 1030.0)]
    [InlineData(100, 20 / 2020.0)]
    public void Between_two_points_true_and_false_positives_grow_in_proportion(int percent, double precision)
    {
        var (recall, found) = MeanPrecision.Of([Example])[percent];

        Assert.Equal(percent / 100.0, recall);
        Assert.Equal(precision, found, 12);
    }

    /// <summary>Of two images of the class and two others the others come first: with one of the class there are two others.</summary>
    [Fact]
    public void False_positives_before_the_first_true_one_count_from_there_on()
    {
        var curve = new ClassCurve(null, null, [1, 0, 0.5], [0, 0, 1], [0, 1, 1]);

        Assert.Equal(1 / 3.0, MeanPrecision.Of([curve])[50].Precision, 12);
    }

    /// <summary>One class is told from the other by chance, which is half of the images at any recall; one without a mistake.</summary>
    [Fact]
    public void It_is_the_mean_of_the_precisions_at_each_recall()
    {
        var chance = new ClassCurve(null, null, [1, 0.5], [0, 1], [0, 1]);
        var perfect = new ClassCurve(null, null, [1, 1, 0.2], [0, 1, 1], [0, 0, 1]);
        var mean = MeanPrecision.Of([chance, perfect, new ClassCurve(null, null, [], [], [])]);

        Assert.Equal(MeanPrecision.Points, mean.Count);
        Assert.Equal((0, 1), mean[0]);
        Assert.Equal((0.5, (0.5 + 1) / 2), mean[50]);
        Assert.Equal((1, (0.5 + 1) / 2), mean[100]);
    }

    /// <summary>
    /// 154 of 2,000 images are of the class, the more the higher the score. The area under straight lines between the kept
    /// points would be 0.005 above the average precision, that under steps 0.002 below.
    /// </summary>
    [Fact]
    public void The_area_under_it_is_the_average_precision()
    {
        double[] scores = [.. Enumerable.Range(0, 2000)];
        var curve = ClassCurve.Of(scores, Array.ConvertAll(Enumerable.Range(0, 2000).ToArray(), image => image * 37 % 100 < image / 20 * (image / 20) / 400));

        Assert.Equal(curve.AveragePrecision!.Value, MeanPrecision.Of([curve]).Skip(1).Average(point => point.Precision), 0.0015);
    }

    [Fact]
    public void Without_a_class_there_is_none() => Assert.Empty(MeanPrecision.Of([]));
}
