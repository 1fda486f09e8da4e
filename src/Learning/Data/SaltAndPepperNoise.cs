using Clearsight.Domain;

namespace Clearsight.Learning.Data;

/// <summary>
/// Impulse noise: each pixel is hit with a probability, the noise density, and then becomes black or white with equal
/// chance, whatever it was before.
/// </summary>
public static class SaltAndPepperNoise
{
    /// <summary>
    /// The seed of the noise on validation and test images, the same for every training, so that figures of two
    /// trainings compare.
    /// </summary>
    public const ulong EvaluationSeed = 20_240_601;

    // A pixel takes 32 random bits, so one draw of the generator serves two.
    private const double Scale = 1L << 32;

    /// <param name="pixels">Grey values, changed in place.</param>
    /// <param name="density">The share of pixels hit, 0..1.</param>
    public static void Apply(Span<byte> pixels, double density, RandomStream random)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(density);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(density, 1);
        var hit = (ulong)(density * Scale);
        var salt = hit / 2;
        for (var index = 0; index < pixels.Length; index += 2)
        {
            var bits = random.Next();
            pixels[index] = Hit(pixels[index], bits & uint.MaxValue, hit, salt);
            if (index + 1 < pixels.Length)
            {
                pixels[index + 1] = Hit(pixels[index + 1], bits >> 32, hit, salt);
            }
        }
    }

    private static byte Hit(byte pixel, ulong bits, ulong hit, ulong salt) =>
        bits >= hit ? pixel : bits < salt ? byte.MaxValue : byte.MinValue;
}
