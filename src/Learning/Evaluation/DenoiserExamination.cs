using Clearsight.Domain.Datasets;
using Clearsight.Domain.Evaluation;
using Clearsight.Learning.Data;
using Clearsight.Learning.Networks;
using Clearsight.Learning.Training;

namespace Clearsight.Learning.Evaluation;

/// <summary>
/// Everything that is told of a finished denoiser, at each noise density, beside the classical filters; what an epoch is
/// judged by is <see cref="DenoiserEvaluator"/>'s.
/// </summary>
/// <param name="judge">Reads the restored images; null where there is none for them.</param>
internal sealed class DenoiserExamination(Network network, NetworkWeights weights, Judge? judge, Lanes lanes, Func<bool> stop)
{
    /// <summary>
    /// SSIM of five restorations and three filters, at ten densities, cost more than the network: so many images of 28 × 28
    /// pixels take about ten seconds of processor time.
    /// </summary>
    public const int MostImages = 1_000;

    /// <returns>Null when stopped.</returns>
    public DenoiserEvaluation? Run(LabelledImages test)
    {
        var stride = (test.Count + MostImages - 1) / MostImages;
        var chosen = Enumerable.Range(0, (test.Count + stride - 1) / stride).Select(index => index * stride).ToArray();
        var clean = test.Take(chosen);
        var onClean = judge is null ? null : Judged(judge, clean);
        if (judge is not null && onClean is null)
        {
            return null;
        }

        var densities = new List<DensityEvaluation>();
        foreach (var density in DenoiserEvaluation.MeasuredDensities)
        {
            var noise = ImpulseField.Draw(test, density).Take(chosen);
            if (Measure(clean, noise) is not { } restorations)
            {
                return null;
            }

            densities.Add(restorations.ToFigures(density));
        }

        return new DenoiserEvaluation(clean.Count, test.Count, densities, onClean);
    }

    private JudgeFigures? Judged(Judge judge, LabelledImages clean)
    {
        using var images = new ImageTensors(clean);
        return judge.Accuracy(images, lanes, stop) is { } accuracy ? new JudgeFigures(judge.Model.Name, judge.Model.Digest, accuracy) : null;
    }

    private Restorations? Measure(LabelledImages clean, ImpulseField noise)
    {
        using var noisy = new ImageTensors(noise.On(clean));
        var batches = EvaluationBatches.Map(noisy, lanes, stop, indices =>
        {
            var pixels = noisy.Pixels(indices);
            var cleaned = network.Activate(network.Logits(weights.Bind(), noisy.Scale(pixels), Dropout.None));
            var restorations = new Restorations(clean.Width, clean.Height, judge);
            restorations.Add(clean, noise, (int)indices[0].item<long>(), pixels.bytes, cleaned.contiguous().data<float>().ToArray());
            return restorations;
        });
        return batches?.Aggregate((sum, next) => sum.Add(next));
    }
}
