using Clearsight.Domain.Models;

namespace Clearsight.Domain.Evaluation;

/// <summary>What a denoiser does better or worse than another one on the same noisy test images.</summary>
/// <param name="First">The one that it is compared with.</param>
/// <param name="Second">The one that is compared.</param>
/// <param name="Densities">Those that both were measured at, rising.</param>
public sealed record DenoiserDifference(ModelReference First, ModelReference Second, IReadOnlyList<DensityDifference> Densities)
{
    internal static DenoiserDifference Of(EvaluatedModel first, EvaluatedModel second) => new(
        first.Version.Reference,
        second.Version.Reference,
        [
            .. first.Evaluation.Denoiser!.Densities.Join(
                second.Evaluation.Denoiser!.Densities,
                density => density.Density,
                density => density.Density,
                (one, other) => new DensityDifference(one.Density, other.Model.Psnr - one.Model.Psnr, other.Model.Ssim - one.Model.Ssim)),
        ]);

    internal string Sentence()
    {
        var differences = Densities.Where(density => density.Psnr is not null).Select(density => density.Psnr!.Value).ToList();
        if (differences.Count == 0)
        {
            return $"Whether {Second} restores better than {First} cannot be told: there is no noise density at which both leave an error.";
        }

        var (ahead, mean) = (differences.Count(difference => difference > 0), differences.Average());
        var count = ahead == 0 ? "none" : ahead == differences.Count ? "each" : $"{ahead}";
        return $"{Second} restores better than {First} at {count} of {differences.Count} noise densities; its PSNR is {Math.Abs(mean):0.0} dB {(mean < 0 ? "lower" : "higher")} on average over them.";
    }
}

/// <param name="Density">The share of pixels hit, 0..1.</param>
/// <param name="Psnr">Second minus first, in decibels; null where one of them restores without error.</param>
/// <param name="Ssim">Second minus first; null where it was not measured.</param>
public sealed record DensityDifference(double Density, double? Psnr, double? Ssim);
