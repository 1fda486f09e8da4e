using System.Runtime.InteropServices;
using Clearsight.Learning.Kernels;
using static TorchSharp.torch;
using Functional = TorchSharp.torch.nn.functional;

namespace Clearsight.Learning.Tests.Kernels;

public sealed class ConvolutionPoolReluTests
{
    [Theory]
    [InlineData(1, 2, 2, 16)]
    [InlineData(3, 28, 28, 32)]
    [InlineData(2, 28, 28, 64)]
    [InlineData(2, 6, 10, 16)]
    public void Equals_libtorch_forward_and_backward(int count, int height, int width, int channels)
    {
        using var scope = NewDisposeScope();
        random.manual_seed(7);
        var images = rand(count, 1, height, width);
        var weight = randn(channels, 1, 3, 3).requires_grad_(true);
        var bias = randn(channels).requires_grad_(true);
        var expected = Functional.relu(Functional.max_pool2d(Functional.conv2d(images, weight, bias, padding: [1, 1]), 2));
        var gradient = randn_like(expected);
        var expectedGradients = autograd.grad([expected], [weight, bias], [gradient]);

        var grid = new ImageGrid(count, height, width, channels);
        var output = new float[count * grid.OutputsPerImage];
        var winners = new byte[output.Length];
        var taps = Floats(weight.detach().reshape(channels, 9).t());
        ConvolutionPoolRelu.Forward<float>(Floats(images), grid, taps, Floats(bias.detach()), Kept.All, output, winners);
        var weightGradients = new float[taps.Length];
        var biasGradients = new float[channels];
        ConvolutionPoolRelu.Backward<float>(Floats(images), grid, Floats(gradient.permute(0, 2, 3, 1)), winners, 1, weightGradients, biasGradients);

        Close(expected.detach().permute(0, 2, 3, 1), output);
        Close(expectedGradients[0].reshape(channels, 9).t(), weightGradients);
        Close(expectedGradients[1], biasGradients);
    }

    [Fact]
    public void A_shape_that_it_does_not_cover_is_refused()
    {
        var grid = new ImageGrid(1, 7, 28, 16);
        Assert.Throws<ArgumentException>(
            () => ConvolutionPoolRelu.Forward<float>(new float[196], grid, new float[144], new float[16], Kept.All, new float[4_000], new byte[4_000]));
    }

    private static float[] Floats(Tensor tensor) => MemoryMarshal.Cast<byte, float>(tensor.contiguous().bytes).ToArray();

    private static void Close(Tensor expected, float[] actual)
    {
        var largest = expected.abs().max().item<float>();
        var difference = (expected.reshape(-1) - tensor(actual)).abs().max().item<float>();
        Assert.True(difference <= 1e-5 * Math.Max(1, largest), $"differs by {difference} where values reach {largest}");
    }
}
