using Clearsight.Domain;
using Clearsight.Domain.Recipes;

namespace Clearsight.Learning.Data;

/// <summary>From where to where the noise density of an image is drawn, uniformly; 0..1.</summary>
internal sealed record NoiseDensities(double Least, double Most)
{
    /// <summary>Keeps the weight of images with next to no noise from growing without limit.</summary>
    private const double LeastShare = 0.05;

    public static NoiseDensities Of(Hyperparameters hyperparameters) =>
        new(hyperparameters.NoiseDensity, Math.Max(hyperparameters.NoiseDensity, hyperparameters.NoiseDensityMax));

    /// <summary>Takes nothing from the stream where there is nothing to choose.</summary>
    public double Draw(RandomStream random) => Least == Most ? Least : Least + ((Most - Least) * random.NextDouble());

    /// <summary>
    /// How much the error of an image counts in training, 1 on average. There is an error where a pixel was hit, and the more
    /// are hit, the larger each one is: without weights a training at all densities is one at the highest.
    /// </summary>
    public double Weight(double density) => Least == Most
        ? 1
        : (Most - Least) / Math.Log((Most + LeastShare) / (Least + LeastShare)) / (density + LeastShare);

    /// <summary>Puts noise on images, each with a density of its own where there is one to be drawn.</summary>
    /// <param name="pixels">Images × <paramref name="imageSize"/> bytes, changed in place.</param>
    public void Apply(Span<byte> pixels, int imageSize, RandomStream random)
    {
        if (Least == Most)
        {
            SaltAndPepperNoise.Apply(pixels, Least, random);
            return;
        }

        for (var first = 0; first < pixels.Length; first += imageSize)
        {
            SaltAndPepperNoise.Apply(pixels.Slice(first, imageSize), Draw(random), random);
        }
    }
}
