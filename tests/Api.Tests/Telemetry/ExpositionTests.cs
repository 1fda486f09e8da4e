namespace Clearsight.Api.Tests.Telemetry;

/// <summary>The reader of the tests is strict: what it lets pass is what the format says.</summary>
public sealed class ExpositionTests
{
    private const string Histogram = """
        # TYPE a_seconds histogram
        # HELP a_seconds Of something.
        a_seconds_bucket{b="c",le="0.1"} 1
        a_seconds_bucket{b="c",le="+Inf"} 3
        a_seconds_sum{b="c"} 2.5
        a_seconds_count{b="c"} 3

        """;

    [Fact]
    public void It_reads_samples_with_their_labels()
    {
        var read = Exposition.Parse(Histogram + "# HELP d D.\n# TYPE d gauge\nd{} -1e-3\n# TYPE e_total counter\n# HELP e_total E.\ne_total{f=\"g \\\"h\\\"\",i=\"\"} 4\n");

        Assert.Equal(["a_seconds", "d", "e_total"], read.Families.Select(family => family.Name));
        Assert.Equal(3, read.Sum("a_seconds_count", "b", "c"));
        Assert.Equal(-0.001, read.Sum("d"));
        Assert.Equal(4, read.Sum("e_total", "f", "g \\\"h\\\"", "i", ""));
        Assert.Equal(0, read.Sum("e_total", "f", "other"));
    }

    [Theory]
    [InlineData("3\n", "3", "the end of the last line")]
    [InlineData("# TYPE a_seconds histogram\n", "", "a type")]
    [InlineData("# HELP a_seconds Of something.\n", "", "a description")]
    [InlineData("a_seconds_count{b=\"c\"} 3", "a_seconds_count{b=\"c\"} 2", "a count that is that of the last bucket")]
    [InlineData("le=\"0.1\"} 1", "le=\"0.1\"} 4", "buckets that grow")]
    [InlineData("a_seconds_bucket{b=\"c\",le=\"+Inf\"} 3\n", "", "a bucket for the rest")]
    [InlineData("a_seconds_sum{b=\"c\"} 2.5\n", "", "a sum")]
    [InlineData("a_seconds_sum", "a_second_sum", "samples of its own name only")]
    [InlineData("_sum{b=\"c\"}", "_sum{b=\"c\",b=\"c\"}", "labels once")]
    [InlineData("_sum{b=\"c\"}", "_sum{b=\"c}", "labels in quotes")]
    [InlineData("_sum{b=\"c\"}", "_sum{b=\"\\c\"}", "known escapes only")]
    [InlineData("_sum{b=\"c\"}", "_sum{b.d=\"c\"}", "labels without dots")]
    [InlineData("_sum{b=\"c\"} 2.5\n", "_sum{b=\"c\"} 2.5\na_seconds_sum{b=\"c\"} 2.5\n", "every series once")]
    [InlineData(" 2.5", " much", "numbers")]
    public void It_insists_on(string part, string instead, string what)
    {
        Assert.Contains(part, Histogram, StringComparison.Ordinal);
        var broken = Histogram.Replace(part, instead, StringComparison.Ordinal);

        Assert.True(Record.Exception(() => Exposition.Parse(broken)) is FormatException or InvalidOperationException, what);
    }
}
