using Clearsight.Domain.Recipes;

namespace Clearsight.Benchmarks.Training.Report;

/// <summary>
/// The arithmetic of the networks as they are written down, whatever tricks save or repeat some of it: what the share of
/// the ceiling is counted in.
/// </summary>
internal static class NominalWork
{
    private const int Kernel = 3 * 3;

    // Forward; then, backward, the same again for the gradients of the weights and for those of the inputs.
    private const int Passes = 3;
    private const int OperationsPerMultiplyAdd = 2;

    // 64 channels at 28 × 28, 32 at 14 × 14, 16 at 7 × 7.
    private const long Encoder = Kernel * ((1 * 64 * 28 * 28) + (64 * 32 * 14 * 14) + (32 * 16 * 7 * 7));

    /// <summary>Multiply-adds of one image forward, convolutions and dense layers.</summary>
    private static readonly Dictionary<string, long> MultiplyAdds = new(StringComparer.Ordinal)
    {
        [NetworkIds.DenoisingAutoencoder] = Encoder + (Kernel * ((16 * 16 * 4 * 4) + (16 * 32 * 7 * 7) + (32 * 64 * 14 * 14) + (64 * 1 * 28 * 28))),
        [NetworkIds.FashionCnn] = (Kernel * ((1 * 32 * 28 * 28) + (32 * 64 * 14 * 14) + (64 * 128 * 7 * 7))) + (1152 * 128) + (128 * 10),
        [NetworkIds.EncoderClassifier] = Encoder + (256 * 10),
    };

    public static bool IsKnown(string network) => MultiplyAdds.ContainsKey(network);

    /// <summary>Floating-point operations to train on one image once: 51.7, 45.6 and 25.8 million.</summary>
    public static double OperationsPerImage(string network) => (double)MultiplyAdds[network] * OperationsPerMultiplyAdd * Passes;
}
