using Clearsight.Domain;
using Clearsight.Serving.Shadows;

namespace Clearsight.Serving.Tests.Shadows;

public sealed class ShadowNumbersTests
{
    [Fact]
    public void Quantiles_are_values_that_were_measured()
    {
        var window = new LatencyWindow();
        Assert.Null(window.Quantiles());
        window.Add(TimeSpan.FromMilliseconds(7));
        Assert.Equal(new LatencyQuantiles(7, 7, 7), window.Quantiles());

        var hundred = new LatencyWindow();
        foreach (var latency in Enumerable.Range(1, 100).Reverse())
        {
            hundred.Add(TimeSpan.FromMilliseconds(latency));
        }

        Assert.Equal(new LatencyQuantiles(50, 90, 99), hundred.Quantiles());
    }

    [Fact]
    public void What_is_long_ago_does_not_count_any_more()
    {
        var window = new LatencyWindow();
        for (var latency = 0; latency < 2_500; latency++)
        {
            window.Add(TimeSpan.FromMilliseconds(latency));
        }

        Assert.Equal(new LatencyQuantiles(1_999, 2_399, 2_489), window.Quantiles());
    }

    [Fact]
    public void Classes_are_compared_by_their_labels()
    {
        var same = new LabelPairs(["cat", "dog"], ["cat", "dog"]).Compare([0.75f, 0.25f], [0.25f, 0.75f]);
        Assert.Equal(new Differences(1, 0, 0.5, 0), same);

        var swapped = new LabelPairs(["cat", "dog"], ["dog", "cat"]).Compare([0.75f, 0.25f], [0.25f, 0.75f]);
        Assert.Equal(new Differences(1, 1, 0, 0), swapped);
    }

    /// <summary>cat 0.75 and 0, dog 0.25 and 0.5, cow 0 and 0.5.</summary>
    [Fact]
    public void A_class_that_only_one_knows_has_no_probability_in_the_other()
    {
        var labels = new LabelPairs(["cat", "dog"], ["dog", "cow"]);

        Assert.Equal(new Differences(1, 0, 1.5 / 3, 0), labels.Compare([0.75f, 0.25f], [0.5f, 0.5f]));
        Assert.Equal(1, labels.Compare([0.25f, 0.75f], [0.75f, 0.25f]).SameLabel);
    }

    [Fact]
    public void Agreement_is_over_images()
    {
        var sums = new Differences(2, 1, 0.5, 0.02);

        Assert.Null(ShadowAgreement.Of(TaskKind.Classify, Differences.None));
        Assert.Equal(new ShadowAgreement(2, 0.5, 0.25, null), ShadowAgreement.Of(TaskKind.Classify, sums));
        var denoiser = ShadowAgreement.Of(TaskKind.Denoise, sums)!;
        Assert.Equal((2, null, 0.25), (denoiser.Images, denoiser.SameLabel, denoiser.MeanDifference));
        Assert.Equal(20, denoiser.Psnr!.Value, 9);
        Assert.Equal(double.PositiveInfinity, ShadowAgreement.Of(TaskKind.Denoise, new Differences(1, 0, 0, 0))!.Psnr);
    }
}
