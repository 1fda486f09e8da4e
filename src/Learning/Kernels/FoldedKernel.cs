namespace Clearsight.Learning.Kernels;

/// <summary>
/// Nearest upsampling by two and a 3 × 3 convolution as one 4 × 4 kernel with stride two: tap k of the three reaches,
/// through the two equal pixels that upsampling made of one, the folded taps 2 - k and 3 - k, in each direction.
/// </summary>
internal static class FoldedKernel
{
    private const int Plain = 9, Folded = 16;

    private static readonly (int Plain, int Tap)[] Pairs =
    [
        .. from y in Enumerable.Range(0, 3)
           from x in Enumerable.Range(0, 3)
           from foldedY in new[] { 2 - y, 3 - y }
           from foldedX in new[] { 2 - x, 3 - x }
           select ((y * 3) + x, (foldedY * 4) + foldedX),
    ];

    /// <param name="weights"><c>[channels, 3, 3]</c>.</param>
    /// <param name="folded">Written: <c>[channels, 4, 4]</c>.</param>
    public static void Fold(ReadOnlySpan<float> weights, Span<float> folded)
    {
        folded.Clear();
        for (var channel = 0; channel < weights.Length / Plain; channel++)
        {
            foreach (var (plain, tap) in Pairs)
            {
                folded[(channel * Folded) + tap] += weights[(channel * Plain) + plain];
            }
        }
    }

    /// <param name="folded"><c>[channels, 4, 4]</c>.</param>
    /// <param name="transposed">Written: the same as <c>[4, 4, channels]</c>.</param>
    public static void Transpose(ReadOnlySpan<float> folded, Span<float> transposed)
    {
        var channels = folded.Length / Folded;
        for (var channel = 0; channel < channels; channel++)
        {
            for (var tap = 0; tap < Folded; tap++)
            {
                transposed[(tap * channels) + channel] = folded[(channel * Folded) + tap];
            }
        }
    }

    /// <summary>Adds the gradients of the folded kernel to those of the plain one.</summary>
    public static void Unfold(ReadOnlySpan<float> foldedGradients, Span<float> gradients)
    {
        for (var channel = 0; channel < gradients.Length / Plain; channel++)
        {
            foreach (var (plain, tap) in Pairs)
            {
                gradients[(channel * Plain) + plain] += foldedGradients[(channel * Folded) + tap];
            }
        }
    }
}
