using Clearsight.Domain.Metrics;

namespace Clearsight.Domain.Evaluation;

/// <summary>How well a denoiser restores the test images from salt-and-pepper noise, beside the classical filters.</summary>
/// <param name="Images">Images measured: the whole test split; in evaluations of before, every so manieth where it is large.</param>
/// <param name="TestImages">Images in the test split.</param>
/// <param name="Densities">By rising noise density.</param>
/// <param name="Judge">The classifier that read the images; null where there was none for them.</param>
/// <param name="Samples">Null in evaluations of before they were kept.</param>
public sealed record DenoiserEvaluation(
    int Images, int TestImages, IReadOnlyList<DensityEvaluation> Densities, JudgeFigures? Judge = null, DenoiserSamples? Samples = null)
{
    /// <summary>The share of pixels hit, 0..1.</summary>
    public static readonly IReadOnlyList<double> MeasuredDensities = [0.05, 0.1, 0.2, 0.25, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8];
}

/// <summary>The same noisy images, restored by several means.</summary>
/// <param name="Density">The share of pixels hit, 0..1.</param>
/// <param name="Model">The denoiser.</param>
/// <param name="Noisy">Nothing done.</param>
/// <param name="Median3">The median of 3 × 3 pixels.</param>
/// <param name="Median5">The median of 5 × 5 pixels.</param>
/// <param name="AdaptiveMedian">The adaptive median of 3 × 3 to 7 × 7 pixels.</param>
public sealed record DensityEvaluation(
    double Density,
    RestorationFigures Model,
    RestorationFigures Noisy,
    RestorationFigures Median3,
    RestorationFigures Median5,
    RestorationFigures AdaptiveMedian)
{
    /// <param name="density">The share of pixels hit, 0..1.</param>
    /// <param name="model">The errors of the same images by each means, in the same order.</param>
    public static DensityEvaluation Of(
        double density, RestorationTally model, RestorationTally noisy, RestorationTally median3, RestorationTally median5, RestorationTally adaptiveMedian)
    {
        RestorationTally[] tallies = [model, noisy, median3, median5, adaptiveMedian];
        var bootstrap = new Bootstrap(model.Images, "denoiser");
        var intervals = bootstrap.Intervals(tallies.Length * RestorationTally.FigureCount, (times, figures) =>
        {
            foreach (var (place, tally) in tallies.Index())
            {
                tally.Measure(times, figures.Slice(place * RestorationTally.FigureCount, RestorationTally.FigureCount));
            }
        });
        return new DensityEvaluation(density, Figures(0), Figures(1), Figures(2), Figures(3), Figures(4));

        RestorationFigures Figures(int means)
        {
            var place = means * RestorationTally.FigureCount;
            return tallies[means].ToFigures() with
            {
                Intervals = new RestorationIntervals(intervals[place], intervals[place + 1], intervals[place + 2], intervals[place + 3], intervals[place + 4]),
            };
        }
    }
}

/// <summary>How far restored images are from the clean ones.</summary>
/// <param name="Mse">Mean squared error over all pixels of all images, pixel values 0..1.</param>
/// <param name="Psnr">Of that error, in decibels, peak 1; null where there is none.</param>
/// <param name="Ssim">Structural similarity, mean over the images; null for images smaller than its window.</param>
/// <param name="Hit">Of the pixels that the noise hit.</param>
/// <param name="Untouched">Of the others, which a restoration should leave alone.</param>
/// <param name="Accuracy">The share of images that the judge classifies rightly, 0..1; null without a judge.</param>
/// <param name="Intervals">Null in evaluations of before they were measured.</param>
public sealed record RestorationFigures(
    double Mse, double? Psnr, double? Ssim, PixelFigures Hit, PixelFigures Untouched, double? Accuracy = null, RestorationIntervals? Intervals = null);

/// <summary>
/// Intervals by bootstrap over the images that were measured, each null where the figure is; that of a PSNR also where so
/// few images have an error that more than one draw of forty has none. They do not tell what another training would give.
/// </summary>
/// <param name="Psnr">Of all pixels, in decibels.</param>
/// <param name="Ssim">Of the structural similarity.</param>
/// <param name="HitPsnr">Of the pixels that the noise hit, in decibels.</param>
/// <param name="UntouchedPsnr">Of the others, in decibels.</param>
/// <param name="Accuracy">Of the judge's, 0..1.</param>
public sealed record RestorationIntervals(Interval? Psnr, Interval? Ssim, Interval? HitPsnr, Interval? UntouchedPsnr, Interval? Accuracy);

/// <param name="Mse">Null where there are no such pixels.</param>
/// <param name="Psnr">Null where there are none, or no error.</param>
public sealed record PixelFigures(double? Mse, double? Psnr);

/// <summary>A classifier of the clean images that says how much of what they show is left; it never saw noise or a restoration.</summary>
/// <param name="Model">Its version, <c>name:version</c>.</param>
/// <param name="Digest">Of its weights: figures by different judges do not compare.</param>
/// <param name="Accuracy">On the clean images, 0..1: what a perfect restoration would reach.</param>
public sealed record JudgeFigures(string Model, string Digest, double Accuracy)
{
    /// <summary>The model whose first version on the same data set judges; it ships with the program.</summary>
    public const string ModelName = "mnist-classifier";
}
