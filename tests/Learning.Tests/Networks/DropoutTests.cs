using Clearsight.Domain;
using Clearsight.Learning.Networks;
using static TorchSharp.torch;

namespace Clearsight.Learning.Tests.Networks;

public sealed class DropoutTests
{
    [Fact]
    public void The_share_is_dropped_and_the_rest_made_up_for()
    {
        using var scope = NewDisposeScope();
        var dropped = Dropout.Of(0.2, Streams(8, "a")).Apply(Ones(8));
        var values = dropped.contiguous().data<float>().ToArray();

        Assert.All(values, value => Assert.True(value == 0 || Math.Abs(value - 1.25) < 1e-6));
        Assert.InRange(values.Count(value => value == 0) / (double)values.Length, 0.19, 0.21);
        Assert.Equal(1, values.Average(), 0.02);
    }

    [Fact]
    public void An_image_drops_the_same_wherever_it_stands()
    {
        using var scope = NewDisposeScope();
        var whole = Dropout.Of(0.5, Streams(4, "a")).Apply(Ones(4));
        var part = Dropout.Of(0.5, Streams(4, "a")[2..]).Apply(Ones(2));

        Assert.True(whole.slice(0, 2, 4, 1).eq(part).all().item<bool>());
        Assert.False(whole.slice(0, 0, 2, 1).eq(part).all().item<bool>());
    }

    [Fact]
    public void Half_precision_stays_half_precision()
    {
        using var scope = NewDisposeScope();
        var dropped = Dropout.Of(0.5, Streams(2, "a")).Apply(Ones(2).to(ScalarType.BFloat16));

        Assert.Equal(ScalarType.BFloat16, dropped.dtype);
    }

    [Fact]
    public void Without_a_rate_nothing_is_touched()
    {
        using var scope = NewDisposeScope();
        var activations = Ones(2);

        Assert.Same(activations, Dropout.Of(0, Streams(2, "a")).Apply(activations));
    }

    private static Tensor Ones(int count) => ones(count, 14, 14, 32).permute(0, 3, 1, 2);

    private static RandomStream[] Streams(int count, string purpose) =>
        [.. Enumerable.Range(0, count).Select(image => new RandomStream(1, $"{purpose}/{image}"))];
}
