using System.Runtime.InteropServices;
using Clearsight.Domain.Metrics;

namespace Clearsight.Domain.Evaluation;

/// <summary>Keeps the errors of restored images, image by image, and takes over those of other tallies.</summary>
/// <param name="width">Of every image, in pixels.</param>
/// <param name="height">The same.</param>
public sealed class RestorationTally(int width, int height)
{
    /// <summary>PSNR, SSIM, PSNR of the hit and of the untouched pixels, accuracy: what <see cref="Measure"/> fills.</summary>
    public const int Measured = 5;

    private readonly Ssim? _ssim = Ssim.IsDefined(width, height) ? new Ssim(width, height) : null;
    private readonly List<ImageErrors> _images = [];
    private readonly List<bool> _recognized = [];

    /// <summary>How many there are.</summary>
    public int Images => _images.Count;

    /// <param name="clean">Height × width values 0..1.</param>
    /// <param name="restored">The same of the restored image.</param>
    /// <param name="hit">Which pixels the noise hit, whether that changed them or not.</param>
    public void Add(ReadOnlySpan<float> clean, ReadOnlySpan<float> restored, ReadOnlySpan<bool> hit)
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

        _images.Add(new ImageErrors(hitError, untouchedError, hitPixels, _ssim?.Mean(clean, restored) ?? 0));
    }

    /// <param name="images">Whether the judge classified each of the images rightly, in the order in which they are added.</param>
    public void AddRecognized(IEnumerable<bool> images) => _recognized.AddRange(images);

    /// <summary>The other's images come after the own ones.</summary>
    public void Add(RestorationTally other)
    {
        _images.AddRange(other._images);
        _recognized.AddRange(other._recognized);
    }

    /// <summary>After at least one image.</summary>
    public RestorationFigures ToFigures()
    {
        var times = new int[_images.Count];
        Array.Fill(times, 1);
        var sum = Sum(times);
        var all = Pixels(sum.Hit + sum.Untouched, _images.Count * (long)width * height);
        return new RestorationFigures(
            all.Mse!.Value,
            all.Psnr,
            _ssim is null ? null : sum.Similarity / _images.Count,
            Pixels(sum.Hit, sum.HitPixels),
            Pixels(sum.Untouched, (_images.Count * (long)width * height) - sum.HitPixels),
            _recognized.Count == 0 ? null : (double)_recognized.Count(true.Equals) / _images.Count);
    }

    /// <summary>The figures of the images, each counted so many times: as <see cref="Bootstrap.Measure"/> wants them.</summary>
    public void Measure(ReadOnlySpan<int> times, Span<double> figures)
    {
        var (sum, pixels) = (Sum(times), _images.Count * (double)width * height);
        figures[0] = Psnr.FromMse((sum.Hit + sum.Untouched) / pixels);
        figures[1] = _ssim is null ? double.NaN : sum.Similarity / _images.Count;
        figures[2] = Psnr.FromMse(sum.Hit / sum.HitPixels);
        figures[3] = Psnr.FromMse(sum.Untouched / (pixels - sum.HitPixels));
        figures[4] = double.NaN;
        if (_recognized.Count > 0)
        {
            var recognized = 0;
            foreach (var (image, isRight) in _recognized.Index())
            {
                recognized += isRight ? times[image] : 0;
            }

            figures[4] = (double)recognized / _images.Count;
        }
    }

    private (double Hit, double Untouched, long HitPixels, double Similarity) Sum(ReadOnlySpan<int> times)
    {
        var (hit, untouched, hitPixels, similarity) = (0.0, 0.0, 0L, 0.0);
        var images = CollectionsMarshal.AsSpan(_images);
        for (var image = 0; image < images.Length; image++)
        {
            ref readonly var errors = ref images[image];
            hit += times[image] * errors.Hit;
            untouched += times[image] * errors.Untouched;
            hitPixels += times[image] * (long)errors.HitPixels;
            similarity += times[image] * errors.Similarity;
        }

        return (hit, untouched, hitPixels, similarity);
    }

    private static PixelFigures Pixels(double error, long count) => count == 0
        ? new PixelFigures(null, null)
        : new PixelFigures(error / count, error == 0 ? null : Psnr.FromMse(error / count));

    /// <param name="Hit">Sum of the squared errors of the pixels that the noise hit.</param>
    /// <param name="Untouched">Of the others.</param>
    /// <param name="HitPixels">How many the noise hit.</param>
    /// <param name="Similarity">SSIM; 0 for images smaller than its window.</param>
    [StructLayout(LayoutKind.Auto)]
    private readonly record struct ImageErrors(double Hit, double Untouched, int HitPixels, double Similarity);
}
