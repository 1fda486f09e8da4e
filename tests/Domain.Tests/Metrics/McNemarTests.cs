using Clearsight.Domain.Metrics;

namespace Clearsight.Domain.Tests.Metrics;

public sealed class McNemarTests
{
    /// <summary>Twice the chance of at most the smaller number of heads, worked out from binomial coefficients.</summary>
    [Theory]
    [InlineData(1, 1, 1.0)]
    [InlineData(0, 5, 2 * 1 / 32.0)]
    [InlineData(1, 5, 2 * (1 + 6) / 64.0)]
    [InlineData(8, 2, 2 * (1 + 10 + 45) / 1024.0)]
    [InlineData(0, 0, 1.0)]
    public void The_p_value_is_that_of_a_fair_coin(int onlyFirst, int onlySecond, double expected)
    {
        var test = Compare(bothRight: 3, onlyFirst, onlySecond, bothWrong: 2);

        Assert.Equal((3, onlyFirst, onlySecond, 2), (test.BothRight, test.OnlyFirstRight, test.OnlySecondRight, test.BothWrong));
        Assert.Equal(expected, test.PValue, 12);
    }

    /// <summary>The normal approximation with continuity correction: z = (|450 − 550| − 1) / √1,000, two-sided 0.00174.</summary>
    [Fact]
    public void Many_images_do_not_underflow() =>
        Assert.Equal(0.00174, Compare(0, 450, 550, 0).PValue, 0.00003);

    [Fact]
    public void The_order_of_the_two_does_not_matter() =>
        Assert.Equal(Compare(0, 30, 12, 0).PValue, Compare(0, 12, 30, 0).PValue);

    [Fact]
    public void Both_are_of_the_same_images() => Assert.Throws<ArgumentException>(() => McNemar.Of([true], [true, false]));

    private static McNemar Compare(int bothRight, int onlyFirst, int onlySecond, int bothWrong)
    {
        (bool First, bool Second)[] pairs =
        [
            .. Enumerable.Repeat((true, true), bothRight), .. Enumerable.Repeat((true, false), onlyFirst),
            .. Enumerable.Repeat((false, true), onlySecond), .. Enumerable.Repeat((false, false), bothWrong),
        ];
        return McNemar.Of([.. pairs.Select(pair => pair.First)], [.. pairs.Select(pair => pair.Second)]);
    }
}
