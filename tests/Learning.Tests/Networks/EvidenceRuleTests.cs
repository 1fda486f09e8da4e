using Clearsight.Domain;
using Clearsight.Learning.Networks;
using static TorchSharp.torch;

namespace Clearsight.Learning.Tests.Networks;

public sealed class EvidenceRuleTests
{
    [Fact]
    public void The_estimate_of_trusted_pixels_is_their_mean_and_the_middle_where_there_are_none()
    {
        var pixels = new float[9 * 9];
        (pixels[0], pixels[2]) = (0.25f, 0.75f);
        var estimate = Estimate(EvidenceRule.Trusted, pixels, 9);

        // Between them both are near, and of equal weight.
        Assert.Equal(0, estimate[1], 1e-4f);
        // A diagonal away only one is near: it counts 2 / 9 + 1 / 49, the other 1 / 49.
        var (near, far) = ((2 / 9f) + (1 / 49f), 1 / 49f);
        Assert.Equal(((-0.25f * near) + (0.25f * far)) / (near + far), estimate[9], 1e-4f);
        Assert.Equal(0, estimate[80]);
    }

    /// <summary>24 black pixels and no white one: chance would leave three times the root of 24 of them over.</summary>
    [Fact]
    public void What_there_is_more_of_black_than_chance_gives_counts_as_black()
    {
        var pixels = new float[5 * 5];
        pixels[12] = 0.75f;
        var estimate = Estimate(EvidenceRule.Balanced, pixels, 5);

        // In the square of three there are eight black ones, fewer than three times their root.
        var surplus = 24 - (3 * Math.Sqrt(24));
        var larger = (10 / 49.0) + (1 / 225.0) + (0.1 / 961);
        var smallest = 80 / 9.0;
        Assert.Equal(((0.25 * (smallest + larger)) - (0.5 * surplus * larger)) / (smallest + ((1 + surplus) * larger)), estimate[12], 1e-4f);
    }

    [Theory]
    [InlineData(0f)]
    [InlineData(1f)]
    public void A_black_or_white_picture_is_seen_through_the_noise(float level)
    {
        var estimate = Estimate(EvidenceRule.Balanced, Noisy(level, 32, density: 0.4), 32);
        Assert.All(estimate, grey => Assert.Equal(level - 0.5f, grey, 1e-4f));
        Assert.All(Estimate(EvidenceRule.Trusted, Noisy(level, 32, density: 0.4), 32), grey => Assert.Equal(0, grey));
    }

    [Fact]
    public void As_many_black_as_white_pixels_say_nothing()
    {
        var pixels = Enumerable.Range(0, 32 * 32).Select(place => place % 5 == 0 ? 0f : place % 5 == 2 ? 1f : 0.3f).ToArray();
        Assert.All(Estimate(EvidenceRule.Balanced, pixels, 32), grey => Assert.Equal(-0.2f, grey, 1e-4f));
    }

    [Fact]
    public void What_a_network_adds_counts_for_little_on_smooth_ground_and_in_full_where_nothing_is_known()
    {
        // By chance a square or two has many more black than white ones, which then count as the picture's own.
        var flat = Weight(Noisy(0.4f, 32, density: 0.3), 32);
        Assert.InRange(flat.Count(weight => weight > 0.2f), 0, flat.Length / 100);

        // As many black as white ones, and nothing else.
        var unknown = Weight([.. Enumerable.Range(0, 32 * 32).Select(place => (place + (place / 32)) % 2f)], 32);
        Assert.All([.. unknown, .. Weight([0f], 1)], weight => Assert.InRange(weight, 0.99f, 1));

        // An edge from a quarter to three quarters: those around differ by more than any noise of four levels.
        var edge = Weight([.. Enumerable.Range(0, 32 * 32).Select(place => place % 32 < 16 ? 0.25f : 0.75f)], 32);
        Assert.InRange(edge[(16 * 32) + 16], 0.99f, 1);
        Assert.InRange(edge[16 * 32], 0, 0.5f);
    }

    [Fact]
    public void Trusted_pixels_alone_leave_the_network_all_the_weight() =>
        Assert.Null(ImpulseEvidence.Of(full([1, 1, 4, 4], 0.3f), EvidenceRule.Trusted).Weight);

    private static float[] Noisy(float level, int side, double density)
    {
        var random = new RandomStream(7, "noise");
        return [.. Enumerable.Range(0, side * side).Select(_ => random.NextDouble() < density ? random.Below(2) : level)];
    }

    private static float[] Weight(float[] pixels, int side)
    {
        using var scope = NewDisposeScope();
        return [.. ImpulseEvidence.Of(tensor(pixels).view(1, 1, side, side), EvidenceRule.Balanced).Weight!.data<float>()];
    }

    private static float[] Estimate(EvidenceRule rule, float[] pixels, int side)
    {
        using var scope = NewDisposeScope();
        return [.. ImpulseEvidence.Of(tensor(pixels).view(1, 1, side, side), rule).Estimate.data<float>()];
    }
}
