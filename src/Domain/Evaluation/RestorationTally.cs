using Clearsight.Domain.Metrics;

namespace Clearsight.Domain.Evaluation;

/// <summary>Adds up errors image by image, and tallies of different images.</summary>
/// <param name="width">Of every image, in pixels.</param>
/// <param name="height">The same.</param>
public sealed class RestorationTally(int width, int height)
{
    private readonly Ssim? _ssim = Ssim.IsDefined(width, height) ? new Ssim(width, height) : null;
    private double _hitError;
    private double _untouchedError;
    private long _hitPixels;
    private long _untouchedPixels;
    private double _similarity;
    private int _images;
    private int? _recognized;

    /// <param name="clean">Height × width values 0..1.</param>
    /// <param name="restored">The same of the restored image.</param>
    /// <param name="hit">Which pixels the noise hit, whether that changed them or not.</param>
    public void Add(ReadOnlySpan<float> clean, ReadOnlySpan<float> restored, ReadOnlySpan<bool> hit)
    {
        for (var pixel = 0; pixel < clean.Length; pixel++)
        {
            double difference = clean[pixel] - restored[pixel];
            if (hit[pixel])
            {
                _hitError += difference * difference;
                _hitPixels++;
            }
            else
            {
                _untouchedError += difference * difference;
                _untouchedPixels++;
            }
        }

        _similarity += _ssim?.Mean(clean, restored) ?? 0;
        _images++;
    }

    /// <param name="images">Of those added, how many the judge classified rightly.</param>
    public void AddRecognized(int images) => _recognized = (_recognized ?? 0) + images;

    public void Add(RestorationTally other)
    {
        if (other._recognized is { } recognized)
        {
            AddRecognized(recognized);
        }

        _hitError += other._hitError;
        _untouchedError += other._untouchedError;
        _hitPixels += other._hitPixels;
        _untouchedPixels += other._untouchedPixels;
        _similarity += other._similarity;
        _images += other._images;
    }

    /// <summary>After at least one image.</summary>
    public RestorationFigures ToFigures()
    {
        var all = Pixels(_hitError + _untouchedError, _hitPixels + _untouchedPixels);
        return new RestorationFigures(
            all.Mse!.Value,
            all.Psnr,
            _ssim is null ? null : _similarity / _images,
            Pixels(_hitError, _hitPixels),
            Pixels(_untouchedError, _untouchedPixels),
            (double?)_recognized / _images);
    }

    private static PixelFigures Pixels(double error, long count) => count == 0
        ? new PixelFigures(null, null)
        : new PixelFigures(error / count, error == 0 ? null : Psnr.FromMse(error / count));
}
