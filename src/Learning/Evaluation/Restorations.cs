using Clearsight.Domain.Datasets;
using Clearsight.Domain.Evaluation;
using Clearsight.Domain.Filters;
using Clearsight.Domain.Metrics;
using Clearsight.Learning.Data;

namespace Clearsight.Learning.Evaluation;

/// <summary>The errors of some noisy images as the denoiser restores them, as they are, and as the filters do.</summary>
/// <param name="judge">Reads them all; null where there is none.</param>
internal sealed class Restorations(int width, int height, Judge? judge)
{
    private readonly RestorationTally _model = new(width * height);
    private readonly RestorationTally _noisy = new(width * height);
    private readonly RestorationTally _median3 = new(width * height);
    private readonly RestorationTally _median5 = new(width * height);
    private readonly RestorationTally _adaptive = new(width * height);

    private delegate void Filter(ReadOnlySpan<byte> source, Span<byte> target);

    /// <param name="first">The index of the first image, in <paramref name="clean"/> and in <paramref name="noise"/>.</param>
    /// <param name="noisy">Images × height × width bytes.</param>
    /// <param name="cleaned">The same of what the denoiser made of them, 0..1.</param>
    public void Add(LabelledImages clean, ImpulseField noise, int first, ReadOnlySpan<byte> noisy, float[] cleaned)
    {
        var size = width * height;
        var originals = Scaled(clean.Pixels.AsSpan(first * size, noisy.Length));
        var labels = clean.Labels.AsSpan(first, noisy.Length / size);
        var ssim = Ssim.IsDefined(width, height) ? new Ssim(width, height) : null;
        bool[][] hits = [.. Enumerable.Range(first, labels.Length).Select(noise.Hit)];
        Count(_model, cleaned, labels);
        Count(_noisy, Scaled(noisy), labels);
        Count(_median3, Filtered(noisy, (source, target) => MedianFilter.Apply(source, width, 3, target)), labels);
        Count(_median5, Filtered(noisy, (source, target) => MedianFilter.Apply(source, width, 5, target)), labels);
        Count(_adaptive, Filtered(noisy, (source, target) => AdaptiveMedianFilter.Apply(source, width, target)), labels);

        void Count(RestorationTally tally, float[] restored, ReadOnlySpan<byte> labels)
        {
            var recognized = judge?.Recognized(restored, height, width, labels);
            for (var image = 0; image < hits.Length; image++)
            {
                var original = originals.AsSpan(image * size, size);
                var own = restored.AsSpan(image * size, size);
                tally.Add(original, own, hits[image], ssim?.Mean(original, own), recognized?[image]);
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

    public DensityEvaluation ToFigures(double density) => DensityEvaluation.Of(density, _model, _noisy, _median3, _median5, _adaptive);

    private float[] Filtered(ReadOnlySpan<byte> noisy, Filter filter)
    {
        var (size, filtered) = (width * height, new byte[noisy.Length]);
        for (var start = 0; start < noisy.Length; start += size)
        {
            filter(noisy.Slice(start, size), filtered.AsSpan(start, size));
        }

        return Scaled(filtered);
    }

    private static float[] Scaled(ReadOnlySpan<byte> pixels)
    {
        var values = new float[pixels.Length];
        for (var pixel = 0; pixel < pixels.Length; pixel++)
        {
            values[pixel] = pixels[pixel] / (float)byte.MaxValue;
        }

        return values;
    }
}
