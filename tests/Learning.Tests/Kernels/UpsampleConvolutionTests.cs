using System.Runtime.InteropServices;
using Clearsight.Learning.Kernels;
using static TorchSharp.torch;
using Functional = TorchSharp.torch.nn.functional;

namespace Clearsight.Learning.Tests.Kernels;

public sealed class UpsampleConvolutionTests
{
    [Theory]
    [InlineData(2, 14, 14)]
    [InlineData(1, 3, 28)]
    public void Equals_libtorch_forward_and_backward(int count, int height, int width)
    {
        const int Channels = 64;
        using var scope = NewDisposeScope();
        random.manual_seed(11);
        // In double precision: oneDNN's single-precision gradient of a convolution to one channel is wrong (docs/troubleshooting.md).
        var input = randn(count, Channels, height, width, dtype: ScalarType.Float64).requires_grad_(true);
        var weight = (randn(1, Channels, 3, 3, dtype: ScalarType.Float64) * 0.2).detach().requires_grad_(true);
        var bias = tensor([0.3]).requires_grad_(true);
        var upsampled = Functional.interpolate(Functional.relu(input), [2 * height, 2 * width], mode: InterpolationMode.Nearest);
        var expected = Functional.conv2d(upsampled, weight, bias, padding: [1, 1]);
        var gradient = randn_like(expected);
        var gradients = autograd.grad([expected], [input, weight, bias], [gradient]);

        var grid = new UpsampleGrid(count, height, width, Channels);
        var (values, taps) = (Floats(input.detach().permute(0, 2, 3, 1)), Floats(weight.detach()));
        var output = new float[expected.numel()];
        UpsampleConvolution.Forward(values, grid, taps, 0.3f, output);
        var inputGradients = new float[values.Length];
        var weightGradients = new float[9 * Channels];
        var biasGradient = UpsampleConvolution.Backward(values, grid, taps, Floats(gradient), inputGradients, weightGradients);

        Close(expected.detach(), output);
        Close(gradients[0].permute(0, 2, 3, 1), inputGradients);
        Close(gradients[1], weightGradients);
        Close(gradients[2], [biasGradient]);
    }

    [Fact]
    public void A_shape_that_it_does_not_cover_is_refused()
    {
        var grid = new UpsampleGrid(1, 7, 7, 64);
        Assert.Throws<ArgumentException>(() => UpsampleConvolution.Forward(new float[3_136], grid, new float[576], 0, new float[196]));
    }

    private static float[] Floats(Tensor tensor) => MemoryMarshal.Cast<byte, float>(tensor.to(ScalarType.Float32).contiguous().bytes).ToArray();

    private static void Close(Tensor expected, float[] actual)
    {
        var largest = expected.abs().max().item<double>();
        var difference = (expected.reshape(-1) - tensor(actual)).abs().max().item<double>();
        Assert.True(difference <= 1e-5 * largest, $"differs by {difference} where values reach {largest}");
    }
}
