using System.Runtime.InteropServices;
using Clearsight.Domain.Metrics;

namespace Clearsight.Domain.Evaluation;

/// <summary>Keeps the errors of restored images, image by image, and takes over those of other tallies.</summary>
/// <param name="pixels">Of every image.</param>
public sealed class RestorationTally(int pixels)
{
    /// <summary>PSNR, SSIM, PSNR of the hit and of the untouched pixels, accuracy: what <see cref="Measure"/> fills.</summary>
    public const int FigureCount = 5;

    private readonly List<ImageErrors> _images = [];

    /// <summary>How many there are.</summary>
    public int Images => _images.Count;

    /// <param name="clean">Height × width values 0..1.</param>
    /// <param name="restored">The same of the restored image.</param>
    /// <param name="hit">Which pixels the noise hit, whether that changed them or not.</param>
    /// <param name="similarity">SSIM of the two; null for images smaller than its window.</param>
    /// <param name="isRecognized">Whether the judge classifies the restored image rightly; null without a judge.</param>
    public void Add(ReadOnlySpan<float> clean, ReadOnlySpan<float> restored, ReadOnlySpan<bool> hit, double? similarity = null, bool? isRecognized = null)
    {
        var (hitError, untouchedError, hitPixels) = (0.0, 0.0, 0);
        for (var pixel = 0; pixel < clean.Length; pixel++)
        {
            double difference = clean[pixel] - restored[pixel];
            if (hit[pixel])
            {
                hitError += difference * difference;
                hitPixels++;
            }
            else
            {
                untouchedError += difference * difference;
            }
        }

        _images.Add(new ImageErrors(hitError, untouchedError, hitPixels, similarity ?? double.NaN, isRecognized is null ? double.NaN : isRecognized.Value ? 1 : 0));
    }

    /// <summary>The other's images come after the own ones.</summary>
    public void Add(RestorationTally other) => _images.AddRange(other._images);

    /// <summary>After at least one image.</summary>
    public RestorationFigures ToFigures()
    {
        var once = new int[_images.Count];
        Array.Fill(once, 1);
        var sum = Sum(once);
        var all = PixelFigures(sum.Hit + sum.Untouched, sum.Pixels);
        return new RestorationFigures(
            all.Mse!.Value,
            all.Psnr,
            Mean(sum.Similarity),
            PixelFigures(sum.Hit, sum.HitPixels),
            PixelFigures(sum.Untouched, sum.Pixels - sum.HitPixels),
            Mean(sum.Recognized));

        double? Mean(double total) => double.IsNaN(total) ? null : total / _images.Count;
    }

    /// <summary>The figures of the images, each counted so many times: as <see cref="Bootstrap.Measure"/> wants them.</summary>
    public void Measure(ReadOnlySpan<int> times, Span<double> figures)
    {
        var sum = Sum(times);
        figures[0] = Psnr.FromMse((sum.Hit + sum.Untouched) / sum.Pixels);
        figures[1] = sum.Similarity / _images.Count;
        figures[2] = Psnr.FromMse(sum.Hit / sum.HitPixels);
        figures[3] = Psnr.FromMse(sum.Untouched / (sum.Pixels - sum.HitPixels));
        figures[4] = sum.Recognized / _images.Count;
    }

    private (double Hit, double Untouched, long HitPixels, long Pixels, double Similarity, double Recognized) Sum(ReadOnlySpan<int> times)
    {
        var (hit, untouched, hitPixels, similarity, recognized) = (0.0, 0.0, 0L, 0.0, 0.0);
        var images = CollectionsMarshal.AsSpan(_images);
        for (var image = 0; image < images.Length; image++)
        {
            ref readonly var errors = ref images[image];
            hit += times[image] * errors.Hit;
            untouched += times[image] * errors.Untouched;
            hitPixels += times[image] * (long)errors.HitPixels;
            similarity += times[image] * errors.Similarity;
            recognized += times[image] * errors.Recognized;
        }

        return (hit, untouched, hitPixels, images.Length * (long)pixels, similarity, recognized);
    }

    private static PixelFigures PixelFigures(double error, long count) => count == 0
        ? new PixelFigures(null, null)
        : new PixelFigures(error / count, error == 0 ? null : Psnr.FromMse(error / count));

    /// <param name="Hit">Sum of the squared errors of the pixels that the noise hit.</param>
    /// <param name="Untouched">Of the others.</param>
    /// <param name="HitPixels">How many the noise hit.</param>
    /// <param name="Similarity">SSIM; <see cref="double.NaN"/> where there is none, which no sum then hides.</param>
    /// <param name="Recognized">1 where the judge is right, 0 where it is wrong; <see cref="double.NaN"/> without one.</param>
    [StructLayout(LayoutKind.Auto)]
    private readonly record struct ImageErrors(double Hit, double Untouched, int HitPixels, double Similarity, double Recognized);
}
