using System.Numerics;

namespace Clearsight.Serving.Inference;

/// <summary>Grey images of one size: [count, 1, height, width], 0..1.</summary>
/// <param name="Values">Count × height × width; whoever made the batch disposes them.</param>
public sealed record ImageBatch(PooledFloats Values, int Count, int Height, int Width)
{
    /// <summary>
    /// They come of pictures, which have no more than 256 values: a classifier may compute in whole numbers. A client that gives
    /// the numbers itself gets what the network makes of just these.
    /// </summary>
    public bool OfPictures { get; init; }

    /// <summary>Pixels of one image.</summary>
    public int Pixels => Height * Width;

    /// <summary>The index of the first value that is not within 0..1, NaN and infinity among them; null where all are.</summary>
    public int? FirstOutside()
    {
        var values = Values.Span;
        var index = 0;
        for (; index + Vector<float>.Count <= values.Length; index += Vector<float>.Count)
        {
            var some = new Vector<float>(values[index..]);
            if (!(Vector.GreaterThanOrEqualAll(some, Vector<float>.Zero) && Vector.LessThanOrEqualAll(some, Vector<float>.One)))
            {
                break;
            }
        }

        for (; index < values.Length; index++)
        {
            // Every comparison with NaN is false.
            if (values[index] is not (>= 0 and <= 1))
            {
                return index;
            }
        }

        return null;
    }

    internal Memory<float> Images(int first, int count) => Values.Memory.Slice(first * Pixels, count * Pixels);
}
