using Clearsight.Domain.Recipes;
using Clearsight.Learning.Data;
using Clearsight.Learning.Networks;
using Clearsight.Learning.Training;
using static TorchSharp.torch;

namespace Clearsight.Learning.Evaluation;

/// <param name="Loss">What the training minimises, mean a pixel.</param>
/// <param name="Mse">Mean squared error a pixel between cleaned and clean images, pixel values 0..1.</param>
/// <param name="NoisyMse">The same between noisy and clean images.</param>
internal sealed record DenoiserFigures(double Loss, double Mse, double NoisyMse);

internal static class DenoiserEvaluator
{
    /// <returns>Null when stopped.</returns>
    public static DenoiserFigures? Evaluate(Network network, NetworkWeights weights, NoisyImages images, Loss kind, Lanes lanes, Func<bool> stop)
    {
        var batches = EvaluationBatches.Map(images.Clean, lanes, stop, indices =>
        {
            var clean = images.Clean.Scale(images.Clean.Pixels(indices));
            var noisy = images.Noisy.Scale(images.Noisy.Pixels(indices));
            var logits = network.Answer(weights.Bind(), noisy);
            var count = indices.shape[0];
            return new DenoiserFigures(
                count * (double)DenoisingLoss.Mean(network, kind, logits, clean).item<float>(),
                count * (double)nn.functional.mse_loss(network.Activate(logits), clean).item<float>(),
                count * (double)nn.functional.mse_loss(noisy, clean).item<float>());
        });
        return batches is null
            ? null
            : new DenoiserFigures(
                batches.Sum(batch => batch.Loss) / images.Clean.Count,
                batches.Sum(batch => batch.Mse) / images.Clean.Count,
                batches.Sum(batch => batch.NoisyMse) / images.Clean.Count);
    }
}
