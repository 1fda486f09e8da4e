using Clearsight.Domain;
using Clearsight.Learning.Data;

namespace Clearsight.Learning.Tests.Data;

public sealed class SaltAndPepperNoiseTests
{
    private const int Pixels = 200_001;

    [Theory]
    [InlineData(0)]
    [InlineData(0.1)]
    [InlineData(0.5)]
    [InlineData(1)]
    public void The_density_is_the_share_of_pixels_hit_half_of_them_white(double density)
    {
        var pixels = Grey();
        SaltAndPepperNoise.Apply(pixels, density, new RandomStream(4, "noise"));
        var white = pixels.Count(pixel => pixel == 255);
        var black = pixels.Count(pixel => pixel == 0);

        // Five standard deviations of a binomial count at most.
        var tolerance = 5 * Math.Sqrt(Pixels * density / 2);
        Assert.InRange(white, (Pixels * density / 2) - tolerance, (Pixels * density / 2) + tolerance);
        Assert.InRange(black, (Pixels * density / 2) - tolerance, (Pixels * density / 2) + tolerance);
        Assert.Equal(Pixels - white - black, pixels.Count(pixel => pixel == 128));
    }

    [Fact]
    public void The_same_stream_draws_the_same_noise_and_another_one_other_noise()
    {
        Assert.Equal(Noisy(1), Noisy(1));
        Assert.NotEqual(Noisy(1), Noisy(2));
    }

    [Theory]
    [InlineData(-0.1)]
    [InlineData(1.1)]
    public void A_density_that_is_no_share_is_refused(double density) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => SaltAndPepperNoise.Apply(Grey(), density, new RandomStream(1, "noise")));

    private static byte[] Noisy(ulong seed)
    {
        var pixels = Grey();
        SaltAndPepperNoise.Apply(pixels, 0.3, new RandomStream(seed, "noise"));
        return pixels;
    }

    private static byte[] Grey() => [.. Enumerable.Repeat((byte)128, Pixels)];
}
