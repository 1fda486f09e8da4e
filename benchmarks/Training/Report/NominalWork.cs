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

    private const long EncoderClassifier = Encoder + (256 * 10);

    // Blocks of 32 channels at 28 × 28, of 64 at 14 × 14 and of 128 at 7 × 7; where they change, a shortcut of 1 × 1 as well.
    private const long ResidualClassifier =
        (Kernel * ((1 * 32 * 28 * 28) + (2 * 32 * 32 * 28 * 28)))
        + (Kernel * ((32 * 64 * 14 * 14) + (5 * 64 * 64 * 14 * 14))) + (32 * 64 * 14 * 14)
        + (Kernel * ((64 * 128 * 7 * 7) + (3 * 128 * 128 * 7 * 7))) + (64 * 128 * 7 * 7)
        + (128 * 10);

    // Three maps and three answers a pixel; 32 channels at 28 × 28, 64 at 14 × 14, 96 at 7 × 7.
    private const long ImpulseUnet = Kernel
        * ((((3 * 32) + (2 * 32 * 32) + (32 * 3)) * 28 * 28) + (((32 * 64) + (2 * 64 * 64) + (64 * 32)) * 14 * 14)
            + (((64 * 96) + (4 * 96 * 96) + (96 * 64)) * 7 * 7));

    /// <summary>Multiply-adds of one image of 28 × 28 forward, convolutions and dense layers.</summary>
    private static readonly Dictionary<string, long> MultiplyAdds = new(StringComparer.Ordinal)
    {
        [NetworkIds.DenoisingAutoencoder] = Encoder + (Kernel * ((16 * 16 * 4 * 4) + (16 * 32 * 7 * 7) + (32 * 64 * 14 * 14) + (64 * 1 * 28 * 28))),
        [NetworkIds.FashionCnn] = (Kernel * ((1 * 32 * 28 * 28) + (32 * 64 * 14 * 14) + (64 * 128 * 7 * 7))) + (1152 * 128) + (128 * 10),
        [NetworkIds.EncoderClassifier] = EncoderClassifier,
        [NetworkIds.MirroredEncoderClassifier] = EncoderClassifier,
        [NetworkIds.ResidualClassifier] = ResidualClassifier,
        [NetworkIds.BalancedImpulseUnet] = ImpulseUnet,
    };

    public static bool IsKnown(string network) => MultiplyAdds.ContainsKey(network);

    /// <summary>Floating-point operations to train on one image once: 51.7, 45.6, 25.8, 483 and 355 million.</summary>
    public static double OperationsPerImage(string network) => (double)MultiplyAdds[network] * OperationsPerMultiplyAdd * Passes;
}
