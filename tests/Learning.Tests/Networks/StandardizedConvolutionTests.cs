using Clearsight.Domain;
using Clearsight.Learning.Native;
using Clearsight.Learning.Networks;
using static TorchSharp.torch;

namespace Clearsight.Learning.Tests.Networks;

public sealed class StandardizedConvolutionTests
{
    private static readonly StandardizedConvolution _layer = new("layer", Inputs: 32, Outputs: 64);

    public StandardizedConvolutionTests() => Libtorch.Prepare();

    [Fact]
    public void A_rectified_signal_keeps_its_variance()
    {
        using var scope = NewDisposeScope();
        var output = _layer.Apply(Bind(Weights()), Signal());

        Assert.Equal([8, 64, 14, 14], output.shape);
        Assert.InRange(output.var().item<double>(), 0.8, 1.2);
        Assert.InRange(output.mean().item<double>(), -0.1, 0.1);
    }

    [Fact]
    public void Only_the_direction_of_a_kernel_counts()
    {
        using var scope = NewDisposeScope();
        var weights = Weights();
        var expected = _layer.Apply(Bind(weights), Signal());
        weights["layer.weight"] = (weights["layer.weight"] * 7) + 3;

        Assert.True(_layer.Apply(Bind(weights), Signal()).allclose(expected, rtol: 0, atol: 1e-9));
    }

    [Fact]
    public void The_gain_scales_an_output_channel_and_starts_where_the_layer_says()
    {
        using var scope = NewDisposeScope();
        var weights = Weights();
        var expected = _layer.Apply(Bind(weights), Signal());
        var quiet = _layer with { StartingGain = 0.2 };
        Assert.True(quiet.Apply(Bind(weights), Signal()).allclose(expected * 0.2, rtol: 0, atol: 1e-9));

        weights["layer.gain"] = full([64], 0.5, ScalarType.Float64);
        weights["layer.bias"] = full([64], 0.25, ScalarType.Float64);
        Assert.True(_layer.Apply(Bind(weights), Signal()).allclose((expected * 1.5) + 0.25, rtol: 0, atol: 1e-9));
    }

    [Fact]
    public void A_stride_takes_every_other_place()
    {
        using var scope = NewDisposeScope();
        var whole = _layer.Apply(Bind(Weights()), Signal());
        var strided = (_layer with { Stride = 2 }).Apply(Bind(Weights()), Signal());

        Assert.True(strided.allclose(whole.slice(2, 0, 14, 2).slice(3, 0, 14, 2), rtol: 0, atol: 1e-9));
    }

    private static BoundWeights Bind(Dictionary<string, Tensor> weights) =>
        new(weights.Select(parameter => (parameter.Key, parameter.Value)), ScalarType.Float64);

    private static Dictionary<string, Tensor> Weights() => new(StringComparer.Ordinal)
    {
        // Off centre, as no trained kernel stays where it started.
        ["layer.weight"] = Normal([64, 32, 3, 3], "weight") + 0.3,
        ["layer.gain"] = zeros([64], ScalarType.Float64),
        ["layer.bias"] = zeros([64], ScalarType.Float64),
    };

    private static Tensor Signal() => Normal([8, 32, 14, 14], "signal").relu();

    private static Tensor Normal(long[] shape, string purpose)
    {
        var random = new RandomStream(1, purpose);
        var values = new double[shape.Aggregate(1L, (product, size) => product * size)];
        for (var index = 0; index < values.Length; index++)
        {
            // Twelve uniform numbers add up to one that is near enough to normal, with a variance of one.
            values[index] = Enumerable.Range(0, 12).Sum(_ => random.NextDouble()) - 6;
        }

        return tensor(values).view(shape);
    }
}
