using Clearsight.Domain;
using Clearsight.Domain.Recipes;
using Clearsight.Learning.Data;

namespace Clearsight.Learning.Tests.Data;

public sealed class NoiseDensitiesTests
{
    [Fact]
    public void One_density_takes_nothing_from_the_stream()
    {
        var (random, untouched) = (new RandomStream(1, "noise"), new RandomStream(1, "noise"));
        Assert.Equal(0.25, NoiseDensities.Of(new Hyperparameters { NoiseDensity = 0.25 }).Draw(random));
        Assert.Equal(untouched.Next(), random.Next());
    }

    [Fact]
    public void A_range_is_drawn_from_evenly()
    {
        var densities = NoiseDensities.Of(new Hyperparameters { NoiseDensity = 0.2, NoiseDensityMax = 0.8 });
        var random = new RandomStream(1, "noise");
        var drawn = Enumerable.Range(0, 20_000).Select(_ => densities.Draw(random)).ToArray();

        Assert.All(drawn, density => Assert.InRange(density, 0.2, 0.8));
        Assert.Equal(0.5, drawn.Average(), 0.01);
        Assert.Equal(0.5, drawn.Count(density => density < 0.5) / 20_000.0, 0.02);
    }

    [Fact]
    public void Each_image_gets_a_density_of_its_own()
    {
        const int size = 10_000;
        var pixels = new byte[8 * size];
        Array.Fill(pixels, (byte)128);
        new NoiseDensities(0, 0.8).Apply(pixels, size, new RandomStream(1, "noise"));
        var shares = pixels.Chunk(size).Select(image => image.Count(pixel => pixel != 128) / (double)size).Order().ToArray();

        Assert.InRange(shares[0], 0, 0.3);
        Assert.InRange(shares[^1], 0.5, 0.82);
    }

    [Fact]
    public void Weights_fall_with_the_density_and_are_one_on_average()
    {
        var densities = new NoiseDensities(0, 0.8);
        Assert.Equal(1, Enumerable.Range(0, 8_000).Average(step => densities.Weight((step + 0.5) / 10_000)), 0.001);
        Assert.True(densities.Weight(0.1) > 4 * densities.Weight(0.7));
        Assert.Equal(1, new NoiseDensities(0.25, 0.25).Weight(0.25));
    }
}
