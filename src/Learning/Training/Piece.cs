using Clearsight.Domain;

namespace Clearsight.Learning.Training;

/// <summary>
/// Some images of a mini-batch, few enough for their activations to stay in the cache. What is random of an image comes
/// from its place in the mini-batch, not from the piece it falls into: the same mini-batch cut otherwise is the same.
/// </summary>
/// <param name="Images">Indices into the train part.</param>
/// <param name="Step">The number of the update (from 0).</param>
/// <param name="First">The place of the first image in the mini-batch.</param>
internal sealed record Piece(ArraySegment<int> Images, long Step, int First)
{
    /// <summary>More of them cost cache misses, fewer the fixed costs of single operations (docs/lab-log.md).</summary>
    public const int LargestCount = 64;

    public int Count => Images.Count;

    /// <summary>The streams of the piece's images, for one purpose.</summary>
    public RandomStream[] Streams(ulong seed, string purpose)
    {
        var streams = new RandomStream[Count];
        for (var image = 0; image < streams.Length; image++)
        {
            streams[image] = new RandomStream(seed, $"{purpose}/{Step}/{First + image}");
        }

        return streams;
    }

    /// <summary>Cuts a mini-batch into pieces of about equal size, as many for each lane.</summary>
    public static IReadOnlyList<Piece> Cut(ArraySegment<int> images, long step, int lanes)
    {
        var rounds = (images.Count + (lanes * LargestCount) - 1) / (lanes * LargestCount);
        var count = Math.Min(rounds * lanes, images.Count);
        var pieces = new Piece[count];
        for (var piece = 0; piece < count; piece++)
        {
            var first = (int)((long)images.Count * piece / count);
            var end = (int)((long)images.Count * (piece + 1) / count);
            pieces[piece] = new Piece(images[first..end], step, first);
        }

        return pieces;
    }
}
