using Clearsight.Learning.Data;
using Clearsight.Learning.Training;
using static TorchSharp.torch;

namespace Clearsight.Learning.Evaluation;

/// <summary>Walks through all images of a set without gradients, in mini-batches whose activations fit the cache.</summary>
internal static class EvaluationBatches
{
    public const int BatchSize = 64;

    /// <param name="visit">
    /// Gets the indices [n] of some images, within a dispose scope of their own; called by all lanes side by side.
    /// </param>
    /// <param name="stop">Asked before each mini-batch of the first lane, on that lane.</param>
    /// <returns>What the visits returned, in the images' order; null when stopped.</returns>
    public static IReadOnlyList<T>? Map<T>(ImageTensors images, Lanes lanes, Func<bool> stop, Func<Tensor, T> visit)
    {
        var results = new T[(images.Count + BatchSize - 1) / BatchSize];
        var (next, stopped) = (-1, false);
        lanes.Run(lane =>
        {
            using var noGradient = no_grad();
            while (Interlocked.Increment(ref next) is var batch && batch < results.Length && !Volatile.Read(ref stopped))
            {
                if (lane == 0 && stop())
                {
                    Volatile.Write(ref stopped, true);
                    return;
                }

                using var scope = NewDisposeScope();
                var first = batch * BatchSize;
                var end = Math.Min(first + BatchSize, images.Count);
                results[batch] = lanes.Compute("evaluation", end - first, () => visit(ImageTensors.Indices([.. Enumerable.Range(first, end - first)])));
            }
        });
        return stopped ? null : results;
    }
}
