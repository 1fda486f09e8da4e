using Clearsight.Domain.Metrics;

namespace Clearsight.Domain.Tests.Metrics;

public sealed class ClassCurveTests
{
    /// <summary>Ranked: right, wrong, right, wrong. Precision at the two right ones is 1 and 2/3; of the four pairs one is the wrong way round.</summary>
    [Fact]
    public void Areas_are_those_of_the_ranking()
    {
        var curve = ClassCurve.Of([0.1, 0.4, 0.35, 0.8], [false, false, true, true]);

        Assert.Equal((1 + (2 / 3.0)) / 2, curve.AveragePrecision!.Value, 12);
        Assert.Equal(0.75, curve.RocArea!.Value, 12);
    }

    [Fact]
    public void Its_points_lead_from_nothing_taken_to_everything_taken()
    {
        var curve = ClassCurve.Of([0.1, 0.4, 0.35, 0.8], [false, false, true, true]);

        Assert.Equal([0, 0.5, 0.5, 1, 1], curve.Recall);
        Assert.Equal([0, 0, 0.5, 0.5, 1], curve.FalsePositiveRate);
        Assert.Equal([1, 1, 0.5, 0.66667, 0.5], curve.Precision);
    }

    /// <summary>The area is the chance that a right image scores higher than a wrong one; equal scores count half.</summary>
    [Fact]
    public void Images_of_equal_score_come_together_whatever_their_order()
    {
        var curve = ClassCurve.Of([0.5, 0.5, 0.5, 0.5], [true, false, false, true]);

        Assert.Equal(0.5, curve.RocArea!.Value, 12);
        Assert.Equal(0.5, curve.AveragePrecision!.Value, 12);
        Assert.Equal([0, 1], curve.Recall);
    }

    [Fact]
    public void The_area_is_the_share_of_pairs_in_the_right_order()
    {
        var (scores, positive) = Drawn(400);
        var (ordered, pairs) = (0.0, 0);
        for (var right = 0; right < scores.Length; right++)
        {
            for (var wrong = 0; positive[right] && wrong < scores.Length; wrong++)
            {
                if (!positive[wrong])
                {
                    pairs++;
                    ordered += scores[right] > scores[wrong] ? 1 : scores[right] == scores[wrong] ? 0.5 : 0;
                }
            }
        }

        Assert.Equal(ordered / pairs, ClassCurve.Of(scores, positive).RocArea!.Value, 10);
    }

    [Fact]
    public void Many_images_leave_few_points_that_still_follow_the_curve()
    {
        var (scores, positive) = Drawn(10_000);
        var curve = ClassCurve.Of(scores, positive);
        var points = curve.FalsePositiveRate.Zip(curve.Recall).ToList();
        var area = points.Zip(points.Skip(1)).Sum(pair => (pair.Second.First - pair.First.First) * (pair.First.Second + pair.Second.Second) / 2);

        Assert.InRange(points.Count, 40, ClassCurve.MaximumPoints);
        Assert.Equal(curve.RocArea!.Value, area, 0.005);
        Assert.Equal((0.0, 0.0), points[0]);
        Assert.Equal((1.0, 1.0), points[^1]);
    }

    [Fact]
    public void A_class_without_images_has_no_curve()
    {
        var curve = ClassCurve.Of([0.2, 0.7], [false, false]);

        Assert.Null(curve.AveragePrecision);
        Assert.Null(curve.RocArea);
        Assert.Empty(curve.Recall);
    }

    [Fact]
    public void A_class_of_all_images_has_no_roc_area()
    {
        var curve = ClassCurve.Of([0.2, 0.7], [true, true]);

        Assert.Equal(1, curve.AveragePrecision);
        Assert.Null(curve.RocArea);
    }

    /// <summary>A third is of the class, and tends to higher scores; scores are coarse, so that some are equal.</summary>
    private static (double[] Scores, bool[] Positive) Drawn(int count)
    {
        var random = new RandomStream(3, "curve");
        bool[] positive = [.. Enumerable.Range(0, count).Select(image => image % 3 == 0)];
        double[] scores = [.. positive.Select(own => Math.Round((random.NextDouble() + (own ? 0.4 : 0)) / 1.4, 3))];
        return (scores, positive);
    }
}
