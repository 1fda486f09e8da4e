using Clearsight.Domain.Models;
using static Clearsight.Domain.Evaluation.EvaluationRules;

namespace Clearsight.Domain.Evaluation;

/// <summary>The part of <see cref="EvaluationRules"/> that is about denoisers.</summary>
internal static class DenoiserEvaluationRules
{
    private const int MostDensities = 100;

    /// <summary>They stand in one row.</summary>
    private const int MostSamples = 16;

    public static IReadOnlyList<Violation> Violations(DenoiserEvaluation evaluation)
    {
        var rules = new RuleBook("/denoiser");
        var densities = evaluation.Densities;
        rules.Require(evaluation.Images >= 1 && evaluation.Images <= evaluation.TestImages, "/images", "At least one image was measured, and no more than there are.");
        rules.Require(densities.Count is >= 1 and <= MostDensities, "/densities", $"There are 1 to {MostDensities} noise densities.");
        rules.Require(
            densities.All(density => IsShare(density.Density)) && densities.Zip(densities.Skip(1)).All(pair => pair.First.Density < pair.Second.Density), "/densities",
            "Noise densities are numbers from 0 to 1 and rise.");
        foreach (var (place, density) in densities.Take(MostDensities).Index())
        {
            IEnumerable<RestorationFigures> all = [density.Model, density.Noisy, density.Median3, density.Median5, density.AdaptiveMedian];
            rules.Require(all.All(AreFigures), $"/densities/{place}", "Errors are numbers from 0 on, decibels are finite, similarities are from -1 to 1, shares from 0 to 1.");
            rules.Require(
                all.All(figures => figures.Intervals is null || AreIntervals(figures.Intervals)), $"/densities/{place}",
                "An interval goes from such a number to one that is not smaller.");
        }

        if (evaluation.Judge is { } judge)
        {
            rules.Require(
                ModelReference.TryParse(judge.Model, out _) && Digests.IsValid(judge.Digest) && IsShare(judge.Accuracy), "/judge",
                $"A judge is a model version with a digest ({Digests.Rule}) and an accuracy from 0 to 1.");
        }

        if (evaluation.Samples is { } samples)
        {
            Samples(rules, samples, evaluation.TestImages);
        }

        return rules.Broken;
    }

    private static bool AreFigures(RestorationFigures figures) =>
        IsError(figures.Mse) && IsFinite(figures.Psnr) && (figures.Ssim is null || IsSimilarity(figures.Ssim.Value)) && IsShare(figures.Accuracy)
        && AreFigures(figures.Hit) && AreFigures(figures.Untouched);

    private static bool AreFigures(PixelFigures figures) => IsError(figures.Mse) && IsFinite(figures.Psnr);

    private static bool AreIntervals(RestorationIntervals intervals) =>
        new[] { intervals.Psnr, intervals.HitPsnr, intervals.UntouchedPsnr }.All(interval => IsInterval(interval, double.IsFinite))
        && IsInterval(intervals.Ssim, IsSimilarity) && IsInterval(intervals.Accuracy, IsShare);

    private static bool IsSimilarity(double similarity) => similarity is >= -1 - Rounding and <= 1 + Rounding;

    private static bool IsFinite(double? number) => number is null || double.IsFinite(number.Value);

    private static void Samples(RuleBook rules, DenoiserSamples samples, int images)
    {
        var (height, width) = (samples.Height, samples.Width);
        rules.Require(IsSize(height, width), "/samples", $"Pictures are 1 to {LargestPicture} pixels high and wide.");
        rules.Require(samples.Images.Count <= MostSamples, "/samples/images", $"There can be at most {MostSamples} samples.");
        rules.Require(
            samples.Images.All(image => image.Image >= 0 && image.Image < images && IsShare(image.Density)
                && IsPicture(image.Clean, height, width) && IsPicture(image.Noisy, height, width) && IsPicture(image.Cleaned, height, width)),
            "/samples/images", $"A sample names a test image and a noise density from 0 to 1, and has three times {height} × {width} pixels, a byte each.");
    }
}
