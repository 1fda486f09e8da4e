using Clearsight.Domain.Recipes;
using Clearsight.Learning.Native;
using Clearsight.Learning.Networks;
using static TorchSharp.torch;

namespace Clearsight.Learning.Training;

/// <summary>
/// How far a denoiser's logits are from the clean pixels. Binary cross-entropy is the one to take: under mean squared
/// error the sigmoid saturates while the network first learns that most pixels are black, its gradient vanishes, and
/// the network stays at an all-black picture.
/// </summary>
internal static class DenoisingLoss
{
    /// <summary>A mean squared error that counts as none: without it a perfect image, 50 dB and more, would count without end.</summary>
    private const double LeastError = 1e-5;

    /// <param name="logits">What the network answered before <see cref="Network.Activate"/>.</param>
    /// <param name="target">Clean pixel values 0..1.</param>
    /// <param name="weights">How much each image counts, [n]; null where all count alike, as they do under <see cref="Loss.Psnr"/> in any case.</param>
    /// <returns>The mean over all pixels, or over all images under <see cref="Loss.Psnr"/>, a scalar.</returns>
    public static Tensor Mean(Network network, Loss loss, Tensor logits, Tensor target, Tensor? weights = null)
    {
        if (loss == Loss.Psnr)
        {
            var errors = SquaredError(network, logits, target, nn.Reduction.None).mean([1, 2, 3]);
            return Numbers.With(10, errors.Plus(LeastError).log10().mean().mul);
        }

        var reduction = weights is null ? nn.Reduction.Mean : nn.Reduction.None;
        var error = loss == Loss.MeanSquaredError
            ? SquaredError(network, logits, target, reduction)
            : nn.functional.binary_cross_entropy_with_logits(logits, target, reduction: reduction);
        return weights is null ? error : error.mul(weights.view(-1, 1, 1, 1)).mean();
    }

    private static Tensor SquaredError(Network network, Tensor logits, Tensor target, nn.Reduction reduction) =>
        nn.functional.mse_loss(network.EndsInLogits ? logits.sigmoid() : logits, target, reduction);
}
