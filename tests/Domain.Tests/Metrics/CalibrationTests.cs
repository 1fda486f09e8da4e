using Clearsight.Domain.Metrics;

namespace Clearsight.Domain.Tests.Metrics;

public sealed class CalibrationTests
{
    /// <summary>Two images at 0.95, one right; two at 0.5, both right: (2 · |0.5 − 0.95| + 2 · |1 − 0.5|) / 4.</summary>
    [Fact]
    public void The_error_is_the_weighted_distance_between_confidence_and_accuracy()
    {
        var calibration = Calibration.Of([0.95, 0.95, 0.5, 0.5], [true, false, true, true], loss: 0.4);

        Assert.Equal(0.475, calibration.Error, 12);
        Assert.Equal(0.4, calibration.Loss);
        Assert.Equal(new ReliabilityBin(14 / 15.0, 1, 2, 0.95, 0.5), calibration.Bins[14]);
        Assert.Equal(new ReliabilityBin(7 / 15.0, 8 / 15.0, 2, 0.5, 1), calibration.Bins[7]);
        Assert.Equal(Calibration.BinCount - 2, calibration.Bins.Count(bin => bin is { Count: 0, Confidence: null, Accuracy: null }));
    }

    [Fact]
    public void Every_probability_has_a_bin()
    {
        var calibration = Calibration.Of([0, 0.2, 1], [false, false, true], loss: 0);

        Assert.Equal([0, 2, 14], calibration.Bins.Index().Where(bin => bin.Item.Count > 0).Select(bin => bin.Index));
        Assert.Equal(0.2 / 3, calibration.Error, 12);
    }

    [Fact]
    public void A_classifier_that_is_right_as_often_as_it_says_has_no_error() =>
        Assert.Equal(0, Calibration.Of([0.75, 0.75, 0.75, 0.75], [true, true, true, false], loss: 0).Error, 12);
}
