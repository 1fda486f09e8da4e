using Clearsight.Domain.Recipes;
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
    /// <param name="logits">What the network answered before <see cref="Network.Activate"/>.</param>
    /// <param name="target">Clean pixel values 0..1.</param>
    /// <param name="weights">How much each image counts, [n]; null where all count alike.</param>
    /// <returns>The mean over all pixels, a scalar.</returns>
    public static Tensor Mean(Network network, Loss loss, Tensor logits, Tensor target, Tensor? weights = null)
    {
        var reduction = weights is null ? nn.Reduction.Mean : nn.Reduction.None;
        var error = loss == Loss.MeanSquaredError
            ? nn.functional.mse_loss(network.EndsInLogits ? logits.sigmoid() : logits, target, reduction)
            : nn.functional.binary_cross_entropy_with_logits(logits, target, reduction: reduction);
        return weights is null ? error : error.mul(weights.view(-1, 1, 1, 1)).mean();
    }
}
