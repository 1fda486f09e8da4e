using System.Runtime.InteropServices;
using Clearsight.Learning.Kernels;
using static TorchSharp.torch;
using Functional = TorchSharp.torch.nn.functional;

namespace Clearsight.Learning.Tests.Kernels;

public sealed class UpsampleConvolutionLossTests
{
    [Theory]
    [InlineData(false, 2, 14, 14)]
    [InlineData(true, 2, 14, 14)]
    [InlineData(false, 1, 3, 28)]
    [InlineData(true, 1, 3, 28)]
    public void Equals_libtorch_loss_and_gradients(bool squared, int count, int height, int width)
    {
        const int Channels = 64;
        using var scope = NewDisposeScope();
        random.manual_seed(11);
        // In double precision: oneDNN's single-precision gradient of a convolution to one channel is wrong (docs/troubleshooting.md).
        var input = randn(count, Channels, height, width, dtype: ScalarType.Float64).requires_grad_(true);
        var weight = (randn(1, Channels, 3, 3, dtype: ScalarType.Float64) * 0.2).detach().requires_grad_(true);
        var bias = tensor([0.3]).requires_grad_(true);
        var targets = rand(count, 1, 2 * height, 2 * width, dtype: ScalarType.Float64);
        var upsampled = Functional.interpolate(Functional.relu(input), [2 * height, 2 * width], mode: InterpolationMode.Nearest);
        var logits = Functional.conv2d(upsampled, weight, bias, padding: [1, 1]);
        var expected = squared
            ? Functional.mse_loss(logits.sigmoid(), targets)
            : Functional.binary_cross_entropy_with_logits(logits, targets);
        var gradients = autograd.grad([expected], [input, weight, bias]);

        var values = Floats(input.detach().permute(0, 2, 3, 1));
        var inputGradients = new float[values.Length];
        var weightGradients = new float[9 * Channels];
        var biasGradient = 0f;
        var pixels = targets.numel();
        var loss = UpsampleConvolutionLoss.ForwardBackward(
            values, new UpsampleGrid(count, height, width, Channels), Floats(weight.detach()), 0.3f, Floats(targets),
            squared ? PixelLoss.MeanSquaredError : PixelLoss.BinaryCrossEntropy, 1f / pixels, inputGradients, weightGradients, ref biasGradient);

        Assert.Equal(expected.item<double>(), loss / pixels, 1e-6);
        Close(gradients[0].permute(0, 2, 3, 1), inputGradients);
        Close(gradients[1], weightGradients);
        Assert.Equal(gradients[2].item<double>(), biasGradient, 1e-6);
    }

    [Fact]
    public void Logits_far_out_give_finite_losses_and_gradients()
    {
        var grid = new UpsampleGrid(1, 1, 14, 64);
        var input = new float[grid.InputsPerImage];
        Array.Fill(input, 1e4f);
        var weights = new float[9 * 64];
        Array.Fill(weights, 1f);
        var gradients = new float[input.Length];
        var weightGradients = new float[weights.Length];
        var biasGradient = 0f;

        var loss = UpsampleConvolutionLoss.ForwardBackward(
            input, grid, weights, 0, new float[grid.OutputsPerImage], PixelLoss.BinaryCrossEntropy, 1, gradients, weightGradients, ref biasGradient);

        Assert.True(double.IsFinite(loss) && loss > 0);
        Assert.All(weightGradients, gradient => Assert.True(float.IsFinite(gradient)));
    }

    private static float[] Floats(Tensor tensor) => MemoryMarshal.Cast<byte, float>(tensor.to(ScalarType.Float32).contiguous().bytes).ToArray();

    private static void Close(Tensor expected, float[] actual)
    {
        var largest = expected.abs().max().item<double>();
        var difference = (expected.reshape(-1) - tensor(actual)).abs().max().item<double>();
        Assert.True(difference <= 1e-5 * largest, $"differs by {difference} where values reach {largest}");
    }
}
