using Clearsight.Domain.Metrics;

namespace Clearsight.Domain.Tests.Metrics;

public sealed class PsnrTests
{
    [Theory]
    [InlineData(1, 0)]
    [InlineData(0.1, 10)]
    [InlineData(0.01, 20)]
    [InlineData(0.0095, 20.2227639471)]
    [InlineData(1.0 / (255 * 255), 48.1308036087)]
    public void Ten_times_less_error_is_ten_decibels_more(double meanSquaredError, double decibels)
    {
        Assert.Equal(decibels, Psnr.FromMse(meanSquaredError), 9);
    }

    [Fact]
    public void Equal_images_are_infinitely_alike()
    {
        Assert.Equal(double.PositiveInfinity, Psnr.FromMse(0));
    }
}
