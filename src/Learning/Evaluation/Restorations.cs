using Clearsight.Domain.Datasets;
using Clearsight.Domain.Evaluation;
using Clearsight.Domain.Filters;
using Clearsight.Learning.Data;

namespace Clearsight.Learning.Evaluation;

/// <summary>The errors of some noisy images as the denoiser restores them, as they are, and as the filters do.</summary>
internal sealed class Restorations(int width, int height)
{
    private readonly RestorationTally _model = new(width, height);
    private readonly RestorationTally _noisy = new(width, height);
    private readonly RestorationTally _median3 = new(width, height);
    private readonly RestorationTally _median5 = new(width, height);
    private readonly RestorationTally _adaptive = new(width, height);

    /// <param name="first">The index of the first image, in <paramref name="clean"/> and in <paramref name="noise"/>.</param>
    /// <param name="noisy">Images × height × width bytes.</param>
    /// <param name="cleaned">The same of what the denoiser made of them, 0..1.</param>
    public void Add(LabelledImages clean, ImpulseField noise, int first, ReadOnlySpan<byte> noisy, ReadOnlySpan<float> cleaned)
    {
        var size = width * height;
        var (filtered, original, restored) = (new byte[size], new float[size], new float[size]);
        for (var image = 0; image < noisy.Length / size; image++)
        {
            var source = noisy.Slice(image * size, size);
            var hit = noise.Hit(first + image);
            Scale(clean.Image(first + image), original);
            _model.Add(original, cleaned.Slice(image * size, size), hit);
            Count(_noisy, source);
            MedianFilter.Apply(source, width, 3, filtered);
            Count(_median3, filtered);
            MedianFilter.Apply(source, width, 5, filtered);
            Count(_median5, filtered);
            AdaptiveMedianFilter.Apply(source, width, filtered);
            Count(_adaptive, filtered);

            void Count(RestorationTally tally, ReadOnlySpan<byte> pixels)
            {
                Scale(pixels, restored);
                tally.Add(original, restored, hit);
            }
        }
    }

    /// <summary>Adds other images' errors.</summary>
    public Restorations Add(Restorations others)
    {
        _model.Add(others._model);
        _noisy.Add(others._noisy);
        _median3.Add(others._median3);
        _median5.Add(others._median5);
        _adaptive.Add(others._adaptive);
        return this;
    }

    public DensityEvaluation ToFigures(double density) => new(
        density, _model.ToFigures(), _noisy.ToFigures(), _median3.ToFigures(), _median5.ToFigures(), _adaptive.ToFigures());

    private static void Scale(ReadOnlySpan<byte> pixels, Span<float> values)
    {
        for (var pixel = 0; pixel < pixels.Length; pixel++)
        {
            values[pixel] = pixels[pixel] / (float)byte.MaxValue;
        }
    }
}
