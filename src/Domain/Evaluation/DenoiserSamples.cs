namespace Clearsight.Domain.Evaluation;

/// <summary>
/// Some test images, evenly spaced, as they are, with noise and as the denoiser restores them. They have their pictures
/// with them, so that a host without the data set can show them.
/// </summary>
/// <param name="Height">Of every picture, in pixels.</param>
/// <param name="Width">The same.</param>
/// <param name="Images">By rising noise density.</param>
public sealed record DenoiserSamples(int Height, int Width, IReadOnlyList<RestoredImage> Images)
{
    public const int ImagesOfEachDensity = 2;

    /// <summary>Those of <see cref="DenoiserEvaluation.MeasuredDensities"/> that are shown: each step is plain to see.</summary>
    public static readonly IReadOnlyList<double> Densities = [0.1, 0.25, 0.5, 0.7];
}

/// <param name="Image">Its place in the test split, from 0.</param>
/// <param name="Density">The share of pixels hit, 0..1.</param>
/// <param name="Clean">Height × width bytes, row by row, 0 (black) to 255.</param>
/// <param name="Noisy">The same after the noise.</param>
/// <param name="Cleaned">What the denoiser makes of that.</param>
public sealed record RestoredImage(int Image, double Density, byte[] Clean, byte[] Noisy, byte[] Cleaned);
