using Clearsight.Domain;

namespace Clearsight.Learning.Data;

/// <summary>
/// Which images each mini-batch of an epoch has. The order is drawn from the seed and the epoch's number alone, so
/// that a training can go on in the middle of any epoch without having seen those before.
/// </summary>
/// <param name="indices">The images to train on.</param>
internal sealed class BatchSampler(IReadOnlyList<int> indices, int batchSize, ulong seed)
{
    /// <summary>The last mini-batch of an epoch takes what is left and may be smaller.</summary>
    public int BatchesPerEpoch { get; } = (indices.Count + batchSize - 1) / batchSize;

    /// <summary>The epoch's mini-batches from number <paramref name="start"/> (from 0) on.</summary>
    public IEnumerable<ArraySegment<int>> Batches(int epoch, int start)
    {
        int[] order = [.. indices];
        new RandomStream(seed, $"order/{epoch}").Shuffle<int>(order);
        for (var batch = start; batch < BatchesPerEpoch; batch++)
        {
            var first = batch * batchSize;
            yield return new ArraySegment<int>(order, first, Math.Min(batchSize, order.Length - first));
        }
    }
}
