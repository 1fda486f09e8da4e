namespace Clearsight.Domain.Metrics;

/// <summary>Peak signal-to-noise ratio in decibels for pixel values 0..1: 10 · log10(1 / MSE) (ITU-T J.247).</summary>
public static class Psnr
{
    /// <returns>Positive infinity where the images are equal.</returns>
    public static double FromMse(double meanSquaredError) => -10 * Math.Log10(meanSquaredError);
}
