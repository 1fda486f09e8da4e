namespace Clearsight.Domain.Tests;

public sealed class RandomStreamTests
{
    /// <summary>The first outputs of the authors' C program from the state 1, 2, 3, 4.</summary>
    [Fact]
    public void It_is_xoshiro256_star_star()
    {
        var random = new RandomStream([1, 2, 3, 4]);
        Assert.Equal(
            [
                11520, 0, 1509978240, 1215971899390074240, 1216172134540287360, 607988272756665600,
                16172922978634559625, 8476171486693032832, 10595114339597558777, 2904607092377533576,
            ],
            Enumerable.Range(0, 10).Select(_ => random.Next()));
        Assert.Equal([6918773752402764499, 4636616456744993510, 602415824082698274, 4336610201886040825], random.State);
    }

    /// <summary>The state is SHA-256 of "42/split", the draws follow from it: worked out by another program.</summary>
    [Fact]
    public void Seed_and_purpose_decide_the_stream_for_all_time()
    {
        Assert.Equal([15635901549172300461, 8666889014748568633, 17310043024487604168, 8947545053757394845], new RandomStream(42, "split").State);
        var numbers = new RandomStream(42, "split");
        Assert.Equal([4391261493708653580, 9021689672551274641, 13413837855596002090], Enumerable.Range(0, 3).Select(_ => numbers.Next()));
        var fractions = new RandomStream(42, "split");
        Assert.Equal([0.23805076257154312, 0.48906677712350655, 0.7271656072202742], Enumerable.Range(0, 3).Select(_ => fractions.NextDouble()));
        var digits = new RandomStream(42, "split");
        Assert.Equal([2, 4, 7, 4, 1, 4, 5, 9, 0, 8, 5, 5], Enumerable.Range(0, 12).Select(_ => digits.Below(10)));
    }

    [Fact]
    public void Another_seed_or_purpose_is_another_stream()
    {
        var firsts = from seed in new ulong[] { 0, 1, 2, ulong.MaxValue } from purpose in new[] { "", "split", "noise" } select new RandomStream(seed, purpose).Next();
        Assert.Equal(12, firsts.Distinct().Count());
    }

    [Fact]
    public void A_stream_goes_on_from_its_state()
    {
        var random = new RandomStream(5, "state");
        _ = random.Next();
        var resumed = new RandomStream(random.State);
        Assert.All(Enumerable.Range(0, 100), _ => Assert.Equal(random.Next(), resumed.Next()));
    }

    [Fact]
    public void A_state_that_was_handed_out_does_not_change()
    {
        var random = new RandomStream([1, 2, 3, 4]);
        var state = random.State;
        _ = random.Next();
        Assert.Equal([1, 2, 3, 4], state);
    }

    [Theory]
    [InlineData(new ulong[] { })]
    [InlineData(new ulong[] { 1, 2, 3 })]
    [InlineData(new ulong[] { 1, 2, 3, 4, 5 })]
    [InlineData(new ulong[] { 0, 0, 0, 0 })]
    public void A_state_that_no_stream_can_have_is_refused(ulong[] state)
    {
        Assert.Throws<ArgumentException>(() => new RandomStream(state));
    }

    [Fact]
    public void Fractions_are_at_least_0_below_1_and_even()
    {
        var random = new RandomStream(1, "fractions");
        var fractions = Enumerable.Range(0, 100_000).Select(_ => random.NextDouble()).ToArray();
        Assert.InRange(fractions.Min(), 0, 0.001);
        Assert.InRange(fractions.Max(), 0.999, 0.9999999999999999);
        // Five standard deviations of the mean: 0.2887 / sqrt(100,000) × 5.
        Assert.InRange(fractions.Average(), 0.5 - 0.0046, 0.5 + 0.0046);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(10)]
    [InlineData(97)]
    public void Whole_numbers_below_a_limit_come_equally_often(int limit)
    {
        const int draws = 200_000;
        var random = new RandomStream(1, $"below {limit}");
        var counts = new int[limit];
        for (var draw = 0; draw < draws; draw++)
        {
            counts[random.Below(limit)]++;
        }

        // Chi-squared has mean and half its variance limit - 1; six standard deviations above would be one chance in millions.
        var expected = (double)draws / limit;
        var chiSquared = counts.Sum(count => (count - expected) * (count - expected) / expected);
        Assert.InRange(chiSquared, 0, limit - 1 + (6 * Math.Sqrt(2 * (limit - 1))));
    }

    /// <summary>The state is built so that the first output is 0, which is in the biased part for 3 and must be drawn again.</summary>
    [Fact]
    public void A_draw_that_would_favour_small_numbers_is_drawn_again()
    {
        ulong[] state = [1, 0, 3, 4];
        var plain = new RandomStream(state);
        Assert.Equal(0UL, plain.Next());
        var second = plain.Next();
        var random = new RandomStream(state);
        Assert.Equal((int)(((UInt128)second * 3) >> 64), random.Below(3));
        Assert.Equal(plain.State, random.State);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    public void There_is_no_whole_number_below_0(int limit)
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => new RandomStream(1, "").Below(limit));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(1_000)]
    public void Shuffling_keeps_every_item(int count)
    {
        var items = Enumerable.Range(0, count).ToArray();
        new RandomStream(1, "shuffle").Shuffle(items.AsSpan());
        Assert.Equal(Enumerable.Range(0, count), items.Order());
        Assert.True(count < 3 || !items.SequenceEqual(Enumerable.Range(0, count)), "a thousand items do not stay in order");
    }

    [Fact]
    public void Every_order_of_three_comes_equally_often()
    {
        var random = new RandomStream(1, "orders");
        var counts = new Dictionary<string, int>();
        for (var shuffle = 0; shuffle < 60_000; shuffle++)
        {
            char[] items = ['a', 'b', 'c'];
            random.Shuffle(items.AsSpan());
            var order = new string(items);
            counts[order] = counts.GetValueOrDefault(order) + 1;
        }

        Assert.Equal(6, counts.Count);
        // Standard deviation 91.
        Assert.All(counts.Values, count => Assert.InRange(count, 10_000 - 500, 10_000 + 500));
    }
}
