using Clearsight.Domain.Evaluation;
using Clearsight.Domain.Metrics;

namespace Clearsight.Domain.Reports;

/// <summary>The parts of a denoiser's report.</summary>
internal static class DenoiserTables
{
    private static readonly IReadOnlyList<(string Name, Func<DensityEvaluation, RestorationFigures> Of)> Means =
    [
        ("model", density => density.Model),
        ("noisy", density => density.Noisy),
        ("median 3 × 3", density => density.Median3),
        ("median 5 × 5", density => density.Median5),
        ("adaptive median", density => density.AdaptiveMedian),
    ];

    private static readonly IReadOnlyList<(string Heading, Func<RestorationFigures, string> Figure)> Figures =
    [
        ("PSNR in dB", figures => Decibels(figures.Psnr)),
        ("SSIM", figures => ClassifierTables.Four(figures.Ssim)),
        ("Mean squared error", figures => $"{figures.Mse:0.00000}"),
        ("PSNR in dB of the pixels that the noise hit", figures => Decibels(figures.Hit.Psnr)),
        ("PSNR in dB of the untouched pixels", figures => Decibels(figures.Untouched.Psnr)),
    ];

    public static IEnumerable<ReportBlock> Of(DenoiserEvaluation evaluation)
    {
        yield return new Paragraph(evaluation.Images == evaluation.TestImages
            ? $"Measured on all {evaluation.TestImages:N0} test images, pixel values 0 to 1, with salt-and-pepper noise of {evaluation.Densities.Count} densities from a fixed seed."
            : $"Measured on {evaluation.Images:N0} of the {evaluation.TestImages:N0} test images, evenly spaced, pixel values 0 to 1, with salt-and-pepper noise of {evaluation.Densities.Count} densities from a fixed seed.");
        yield return new Picture("psnr");
        yield return new Picture("samples");
        yield return new Picture("loss");
        foreach (var (heading, figure) in Figures)
        {
            yield return new Heading(heading);
            yield return ByDensity(evaluation, figure);
        }

        if (evaluation.Judge is { } judge)
        {
            yield return new Heading("Accuracy of a classifier on the restored images");
            yield return new Paragraph($"{judge.Model} was trained on clean images only and classifies {judge.Accuracy:0.00%} of the clean test images rightly; so much of the others, by what was done to them:");
            yield return ByDensity(evaluation, figures => $"{figures.Accuracy:0.00%}");
        }

        if (evaluation.Densities.Any(density => density.Model.Intervals is not null))
        {
            yield return new Heading("Intervals of the model's figures");
            yield return new Paragraph($"By bootstrap over the test images, level {Interval.UsualLevel:0%}; another training may differ by more. PSNR in dB.");
            yield return Intervals(evaluation);
        }

        yield return new Paragraph("An empty place is a restoration without any error, or almost without in the intervals, or one that could not be measured.");
    }

    public static string Decibels(double? psnr) => psnr is null ? "" : $"{psnr:0.00}";

    private static Table Intervals(DenoiserEvaluation evaluation)
    {
        return new Table(
            ["noise density", "PSNR", "SSIM", "PSNR of hit pixels", "PSNR of untouched pixels", "accuracy of the classifier"],
            [.. evaluation.Densities.Select(density => (IReadOnlyList<string>)[$"{density.Density:0%}", .. Row(density.Model.Intervals)])]);

        static IEnumerable<string> Row(RestorationIntervals? of) =>
            [Decibels(of?.Psnr), ClassifierTables.Within(of?.Ssim), Decibels(of?.HitPsnr), Decibels(of?.UntouchedPsnr), ClassifierTables.Within(of?.Accuracy)];

        static string Decibels(Interval? interval) => interval is null ? "" : $"{interval.Low:0.00} to {interval.High:0.00}";
    }

    private static Table ByDensity(DenoiserEvaluation evaluation, Func<RestorationFigures, string> figure) => new(
        ["noise density", .. Means.Select(mean => mean.Name)],
        [.. evaluation.Densities.Select(density => (IReadOnlyList<string>)[$"{density.Density:0%}", .. Means.Select(mean => figure(mean.Of(density)))])]);
}
