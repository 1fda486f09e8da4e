using Clearsight.Domain.Datasets;
using Clearsight.Domain.Evaluation;
using Clearsight.Learning.Data;
using Clearsight.Learning.Networks;
using Clearsight.Learning.Training;
using static TorchSharp.torch;

namespace Clearsight.Learning.Evaluation;

/// <summary>
/// Everything that is told of a finished denoiser, at each noise density, beside the classical filters; what an epoch is
/// judged by is <see cref="DenoiserEvaluator"/>'s.
/// </summary>
/// <param name="judge">Reads the restored images; null where there is none for them.</param>
internal sealed class DenoiserExamination(Network network, NetworkWeights weights, Judge? judge, Lanes lanes, Func<bool> stop)
{
    /// <returns>Null when stopped.</returns>
    public DenoiserEvaluation? Run(LabelledImages clean)
    {
        var onClean = judge is null ? null : Judged(judge, clean);
        if (judge is not null && onClean is null)
        {
            return null;
        }

        var (densities, samples) = (new List<DensityEvaluation>(), new List<RestoredImage>());
        foreach (var density in DenoiserEvaluation.MeasuredDensities)
        {
            var noise = ImpulseField.Draw(clean, density);
            if (Measure(clean, noise) is not { } restorations)
            {
                return null;
            }

            densities.Add(restorations.ToFigures(density));
            if (DenoiserSamples.Densities.Contains(density))
            {
                int[] shown = [.. Shown(samples.Count, clean.Count)];
                samples.AddRange(Show(clean.Take(shown), noise.Take(shown), density, shown));
            }
        }

        return new DenoiserEvaluation(clean.Count, clean.Count, densities, onClean, new DenoiserSamples(clean.Height, clean.Width, samples));
    }

    private JudgeFigures? Judged(Judge judge, LabelledImages clean)
    {
        using var images = new ImageTensors(clean);
        return judge.Accuracy(images, lanes, stop) is { } accuracy ? new JudgeFigures(judge.Model.Name, judge.Model.Digest, accuracy) : null;
    }

    /// <summary>The next images to show: in the end they are evenly spaced over all that were measured.</summary>
    private static IEnumerable<int> Shown(int already, int images) => Enumerable.Range(already, DenoiserSamples.ImagesOfEachDensity)
        .Select(place => place * images / (DenoiserSamples.ImagesOfEachDensity * DenoiserSamples.Densities.Count));

    private IEnumerable<RestoredImage> Show(LabelledImages clean, ImpulseField noise, double density, int[] places)
    {
        var noisy = noise.On(clean);
        using var tensors = new ImageTensors(noisy);
        var restored = EvaluationBatches.Map(tensors, lanes, () => false, indices => Restored(tensors, tensors.Pixels(indices)))!.SelectMany(batch => batch).ToArray();
        byte[] cleaned = Array.ConvertAll(restored, value => (byte)Math.Round(Math.Clamp(value, 0, 1) * byte.MaxValue));
        var size = clean.Height * clean.Width;
        return places.Select((place, image) => new RestoredImage(
            place, density, clean.Image(image).ToArray(), noisy.Image(image).ToArray(), cleaned[(image * size)..((image + 1) * size)]));
    }

    private Restorations? Measure(LabelledImages clean, ImpulseField noise)
    {
        using var noisy = new ImageTensors(noise.On(clean));
        var batches = EvaluationBatches.Map(noisy, lanes, stop, indices =>
        {
            var pixels = noisy.Pixels(indices);
            var restorations = new Restorations(clean.Width, clean.Height, judge);
            restorations.Add(clean, noise, (int)indices[0].item<long>(), pixels.bytes, Restored(noisy, pixels));
            return restorations;
        });
        return batches?.Aggregate((sum, next) => sum.Add(next));
    }

    /// <returns>Images × height × width values 0..1.</returns>
    private float[] Restored(ImageTensors noisy, Tensor pixels) =>
        network.Activate(network.Answer(weights.Bind(), noisy.Scale(pixels))).contiguous().data<float>().ToArray();
}
