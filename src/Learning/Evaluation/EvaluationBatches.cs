using Clearsight.Learning.Data;
using Clearsight.Learning.Training;
using static TorchSharp.torch;

namespace Clearsight.Learning.Evaluation;

/// <summary>Walks through all images of a set without gradients, in mini-batches whose activations fit the cache.</summary>
internal static class EvaluationBatches
{
    public const int BatchSize = 64;

    /// <summary>All images of a set.</summary>
    /// <inheritdoc cref="Map{T}(int[], string, Lanes, Func{bool}, Func{Tensor, T})"/>
    public static IReadOnlyList<T>? Map<T>(ImageTensors images, Lanes lanes, Func<bool> stop, Func<Tensor, T> visit) =>
        Map([.. Enumerable.Range(0, images.Count)], "evaluation", lanes, stop, visit);

    /// <param name="images">The indices of those to visit.</param>
    /// <param name="purpose">One for each network that is walked with, see <see cref="Lanes.Compute"/>.</param>
    /// <param name="stop">Asked before each mini-batch of the first lane, on that lane.</param>
    /// <param name="visit">
    /// Gets the indices [n] of some images, within a dispose scope of their own; called by all lanes side by side.
    /// </param>
    /// <returns>What the visits returned, in the images' order; null when stopped.</returns>
    public static IReadOnlyList<T>? Map<T>(int[] images, string purpose, Lanes lanes, Func<bool> stop, Func<Tensor, T> visit)
    {
        var results = new T[(images.Length + BatchSize - 1) / BatchSize];
        var (next, stopped) = (-1, false);
        lanes.Run(lane =>
        {
            using var noGradient = no_grad();
            try
            {
                while (Interlocked.Increment(ref next) is var batch && batch < results.Length && !Volatile.Read(ref stopped))
                {
                    if (lane == 0 && stop())
                    {
                        Volatile.Write(ref stopped, true);
                        return;
                    }

                    using var scope = NewDisposeScope();
                    var first = batch * BatchSize;
                    var end = Math.Min(first + BatchSize, images.Length);
                    results[batch] = lanes.Compute(purpose, end - first, () => visit(ImageTensors.Indices(images.AsSpan(first..end))));
                }
            }
            catch
            {
                // The others need not finish what nobody gets.
                Volatile.Write(ref stopped, true);
                throw;
            }
        });
        return stopped ? null : results;
    }
}
