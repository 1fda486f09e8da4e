using Clearsight.Domain;
using Clearsight.Serving.Images;
using Clearsight.Serving.Tests.Drawn;

namespace Clearsight.Serving.Tests.Images;

/// <summary>Damaged pictures of every format: each is decoded or refused with one of the exceptions that a client hears of.</summary>
public sealed class ImageFuzz
{
    private const int Inputs = 400;

    public static TheoryData<string> Formats => Drawing.EveryFormat;

    [Theory]
    [MemberData(nameof(Formats))]
    public void Damage_is_never_worse_than_a_refusal(string format)
    {
        using var drawn = Drawing.Ring(33, 29, color: true);
        var whole = Drawing.Encode(drawn, format);
        var random = new RandomStream(2026, $"fuzz/{format}");
        var options = new ImageOptions { MaximumPixels = 1 << 20 };
        for (var input = 0; input < Inputs; input++)
        {
            try
            {
                Decoding.Decode(Damage(whole, random), options).Dispose();
            }
            catch (DomainException problem)
            {
                Assert.NotEmpty(problem.Message);
                Assert.IsNotType<BusyException>(problem);
            }
        }
    }

    /// <summary>Some bytes changed, more often near the start where sizes and tables are; sometimes a piece doubled or cut off.</summary>
    private static byte[] Damage(byte[] whole, RandomStream random)
    {
        var damaged = whole.ToArray();
        for (var change = random.Below(8); change >= 0; change--)
        {
            var reach = random.Below(2) == 0 ? Math.Min(64, damaged.Length) : damaged.Length;
            damaged[random.Below(reach)] = (byte)random.Below(256);
        }

        var at = random.Below(damaged.Length);
        return random.Below(4) switch
        {
            0 => damaged[..at],
            1 => [.. damaged[..at], .. damaged[random.Below(at + 1)..]],
            _ => damaged,
        };
    }
}
