using Clearsight.Learning.Data;
using static TorchSharp.torch;

namespace Clearsight.Learning.Evaluation;

/// <summary>Walks through all images of a set without gradients, in mini-batches whose activations fit the cache.</summary>
internal static class EvaluationBatches
{
    public const int BatchSize = 128;

    /// <param name="visit">Gets the indices [n] of some images, within a dispose scope of their own.</param>
    /// <param name="stop">Asked before each mini-batch.</param>
    /// <returns>Whether it came to the end.</returns>
    public static bool ForEach(ImageTensors images, Func<bool> stop, Action<Tensor> visit)
    {
        using var noGradient = no_grad();
        for (var first = 0; first < images.Count; first += BatchSize)
        {
            if (stop())
            {
                return false;
            }

            using var scope = NewDisposeScope();
            visit(arange(first, Math.Min(first + BatchSize, images.Count), dtype: int64));
        }

        return true;
    }
}
