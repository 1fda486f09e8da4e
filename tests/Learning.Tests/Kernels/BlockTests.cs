using System.Runtime.Intrinsics;
using Clearsight.Domain;
using Clearsight.Learning.Kernels;
using Clearsight.Learning.Networks;
using static TorchSharp.torch;
using Functional = TorchSharp.torch.nn.functional;

namespace Clearsight.Learning.Tests.Kernels;

/// <summary>The kernels as operations of the gradient graph.</summary>
public sealed class BlockTests
{
    [Fact]
    public void The_first_block_passes_its_gradients_through_the_graph()
    {
        using var scope = NewDisposeScope();
        random.manual_seed(3);
        var images = rand(3, 1, 28, 28);
        var flat = (randn(10 * 32) * 0.3).detach().requires_grad_(true);
        var (weight, bias) = (flat.narrow(0, 0, 288).view(32, 1, 3, 3), flat.narrow(0, 288, 32));
        var plain = Functional.relu(Functional.max_pool2d(Functional.conv2d(images, weight, bias, padding: [1, 1]), 2));

        Assert.Equal(Vector512.IsHardwareAccelerated, FirstBlock.Covers(images, weight));
        AssertSame(plain, FirstBlock.Apply(images, weight, bias, Dropout.None, ScalarType.Float32), flat);
    }

    [Fact]
    public void The_first_block_drops_what_dropout_drops()
    {
        using var scope = NewDisposeScope();
        random.manual_seed(5);
        var images = rand(3, 1, 28, 28);
        var flat = (randn(10 * 32) * 0.3).detach().requires_grad_(true);
        var (weight, bias) = (flat.narrow(0, 0, 288).view(32, 1, 3, 3), flat.narrow(0, 288, 32));
        var kept = FirstBlock.Apply(images, weight, bias, Dropout.None, ScalarType.Float32);

        AssertSame(HalfDropped(3).Apply(kept), FirstBlock.Apply(images, weight, bias, HalfDropped(3), ScalarType.Float32), flat);
    }

    [Fact]
    public void The_first_block_rounds_to_bfloat16_as_libtorch_does()
    {
        using var scope = NewDisposeScope();
        random.manual_seed(6);
        var (images, weight, bias) = (rand(2, 1, 28, 28), randn(32, 1, 3, 3), randn(32));
        var exact = FirstBlock.Apply(images, weight, bias, Dropout.None, ScalarType.Float32);

        var rounded = FirstBlock.Apply(images, weight, bias, Dropout.None, ScalarType.BFloat16);

        Assert.True(exact.to(ScalarType.BFloat16).eq(rounded).all().item<bool>());
    }

    [Theory]
    [InlineData(14, 14, 64, false)]
    [InlineData(7, 7, 128, false)]
    [InlineData(7, 7, 16, true)]
    [InlineData(5, 8, 32, true)]
    [InlineData(5, 8, 32, false)]
    [InlineData(1, 1, 16, true)]
    public void The_pooling_passes_its_gradients_through_the_graph(int height, int width, int channels, bool roundUp)
    {
        using var scope = NewDisposeScope();
        random.manual_seed(8);
        foreach (var type in new[] { ScalarType.Float32, ScalarType.BFloat16 })
        {
            var signal = randn(3, height, width, channels).to(type).permute(0, 3, 1, 2).requires_grad_(true);
            Tensor Pooled() => Functional.relu(Functional.max_pool2d(signal, 2, ceil_mode: roundUp));

            Assert.Equal(Vector512.IsHardwareAccelerated, PoolBlock.Covers(signal));
            AssertSame(Pooled(), PoolBlock.Apply(signal, roundUp, Dropout.None), signal);
            AssertSame(HalfDropped(3).Apply(Pooled()), PoolBlock.Apply(signal, roundUp, HalfDropped(3)), signal);
        }
    }

    [Fact]
    public void The_last_block_passes_its_gradients_through_the_graph()
    {
        using var scope = NewDisposeScope();
        random.manual_seed(4);
        var flat = (randn((64 * 9) + 1) * 0.2).detach().requires_grad_(true);
        var signal = randn(2, 64, 14, 14).contiguous().requires_grad_(true);
        var (weight, bias) = (flat.narrow(0, 0, 576).view(1, 64, 3, 3), flat.narrow(0, 576, 1));
        // In double precision: oneDNN's single-precision gradient of a convolution to one channel is wrong (docs/troubleshooting.md).
        var upsampled = Functional.interpolate(Functional.relu(signal.to(ScalarType.Float64)), [28, 28], mode: InterpolationMode.Nearest);
        var plain = Functional.conv2d(upsampled, weight.to(ScalarType.Float64), bias.to(ScalarType.Float64), padding: [1, 1]);

        Assert.Equal(Vector512.IsHardwareAccelerated, LastBlock.Covers(signal, weight, 28, 28));
        AssertSame(plain, LastBlock.Apply(signal, weight, bias), flat, signal);
    }

    [Fact]
    public void Shapes_that_the_kernels_do_not_cover_are_left_to_libtorch()
    {
        using var scope = NewDisposeScope();
        var (weight, signal, one) = (zeros(32, 1, 3, 3), zeros(1, 64, 14, 14), zeros(1, 64, 3, 3));

        Assert.False(FirstBlock.Covers(zeros(1, 1, 27, 28), weight));
        Assert.False(FirstBlock.Covers(zeros(1, 1, 28, 27), weight));
        Assert.False(FirstBlock.Covers(zeros(1, 1, 512, 512), weight));
        Assert.False(FirstBlock.Covers(zeros(1, 1, 28, 28, dtype: ScalarType.Float64), weight));
        Assert.False(FirstBlock.Covers(zeros(1, 1, 28, 28), zeros(8, 1, 3, 3)));
        Assert.False(PoolBlock.Covers(zeros(1, 8, 4, 4)));
        Assert.False(PoolBlock.Covers(zeros(1, 16, 4, 4, dtype: ScalarType.Float64)));
        Assert.False(LastBlock.Covers(signal, one, 27, 28));
        Assert.False(LastBlock.Covers(zeros(1, 64, 7, 7), one, 14, 14));
        Assert.False(LastBlock.Covers(zeros(1, 64, 140, 140), one, 280, 280));
        Assert.False(LastBlock.Covers(signal, one.to(ScalarType.Float64), 28, 28));
    }

    /// <summary>Doubling is exact in every precision, so that both ways round alike.</summary>
    private static Dropout HalfDropped(int images) =>
        Dropout.Of(0.5, [.. Enumerable.Range(0, images).Select(image => new RandomStream(1, $"{image}"))]);

    private static void AssertSame(Tensor expected, Tensor actual, params Tensor[] inputs)
    {
        Close(expected.detach(), actual.detach());
        var gradient = randn(expected.shape);
        var expectedGradients = autograd.grad([expected], inputs, [gradient.to(expected.dtype)]);
        foreach (var (one, other) in expectedGradients.Zip(autograd.grad([actual], inputs, [gradient.to(actual.dtype)])))
        {
            Close(one, other);
        }
    }

    private static void Close(Tensor expected, Tensor actual)
    {
        Assert.Equal(expected.shape, actual.shape);
        var largest = expected.abs().max().to(ScalarType.Float64).item<double>();
        var difference = (expected - actual).abs().max().to(ScalarType.Float64).item<double>();
        Assert.True(difference <= 1e-5 * Math.Max(1, largest), $"differs by {difference} where values reach {largest}");
    }
}
