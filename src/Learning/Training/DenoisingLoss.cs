using Clearsight.Domain.Recipes;
using static TorchSharp.torch;

namespace Clearsight.Learning.Training;

/// <summary>
/// How far a denoiser's logits are from the clean pixels. Binary cross-entropy is the one to take: under mean squared
/// error the sigmoid saturates while the network first learns that most pixels are black, its gradient vanishes, and
/// the network stays at an all-black picture.
/// </summary>
internal static class DenoisingLoss
{
    /// <param name="target">Clean pixel values 0..1.</param>
    /// <returns>The mean over all pixels, a scalar.</returns>
    public static Tensor Mean(Loss loss, Tensor logits, Tensor target) => loss == Loss.MeanSquaredError
        ? nn.functional.mse_loss(logits.sigmoid(), target)
        : nn.functional.binary_cross_entropy_with_logits(logits, target);
}
