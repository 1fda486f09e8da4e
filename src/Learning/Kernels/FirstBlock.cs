using System.Runtime.Intrinsics;
using Clearsight.Learning.Networks;
using static TorchSharp.torch;

namespace Clearsight.Learning.Kernels;

/// <summary><see cref="ConvolutionPoolRelu"/> as an operation of libtorch's gradient graph.</summary>
internal sealed class FirstBlock : autograd.SingleTensorFunction<FirstBlock>
{
    private const string Scale = "scale";

    /// <summary>The kernel keeps an image on the stack.</summary>
    private const int LargestSide = 128;

    public override string Name => nameof(FirstBlock);

    /// <summary>Whether this machine and these shapes are what the kernel was written for; libtorch does all others.</summary>
    /// <param name="images">[n, 1, height, width]</param>
    /// <param name="weight">[channels, 1, 3, 3]</param>
    public static bool Covers(Tensor images, Tensor weight) =>
        Vector512.IsHardwareAccelerated && images.dtype == float32
        && images.shape is [_, 1, <= LargestSide and var height, <= LargestSide and var width]
        && height % 2 == 0 && width % 2 == 0 && weight.shape[0] % 16 == 0;

    /// <param name="precision">Of the activations: float32 or bfloat16.</param>
    /// <returns>[n, channels, height / 2, width / 2], channels-last.</returns>
    public static Tensor Apply(Tensor images, Tensor weight, Tensor bias, Dropout dropout, ScalarType precision) =>
        apply(images, weight, bias, dropout, precision);

    public override Tensor forward(autograd.AutogradContext ctx, params object[] vars)
    {
        var (images, weight, bias, dropout) = ((Tensor)vars[0], (Tensor)vars[1], (Tensor)vars[2], (Dropout)vars[3]);
        var grid = Grid(images, weight);
        var output = empty(grid.Count, grid.Height / 2, grid.Width / 2, grid.Channels, dtype: (ScalarType)vars[4]);
        var winners = empty_like(output, dtype: uint8);
        var taps = weight.reshape(grid.Channels, 9).t().contiguous();
        var pixels = images.contiguous();
        var kept = dropout.Draw(output.numel());
        if (output.dtype == float32)
        {
            ConvolutionPoolRelu.Forward(Values.Of(pixels), grid, Values.Of(taps), Values.Of(bias), kept, Values.Of(output), winners.bytes);
        }
        else
        {
            ConvolutionPoolRelu.Forward(Values.Of(pixels), grid, Values.Of(taps), Values.Of(bias), kept, Values.OfBfloat16(output), winners.bytes);
        }

        ctx.save_for_backward([pixels, weight, winners]);
        ctx.save_data(Scale, kept.Scale);
        return output.permute(0, 3, 1, 2);
    }

    public override List<Tensor?> backward(autograd.AutogradContext ctx, Tensor grad_output)
    {
        var saved = ctx.get_saved_variables();
        var (pixels, weight, winners, scale) = (saved[0], saved[1], saved[2], (float)ctx.get_data(Scale));
        var grid = Grid(pixels, weight);
        var gradients = grad_output.permute(0, 2, 3, 1).contiguous();
        var taps = zeros(9, grid.Channels);
        var bias = zeros(grid.Channels);
        if (gradients.dtype == float32)
        {
            ConvolutionPoolRelu.Backward(Values.Of(pixels), grid, Values.Of(gradients), winners.bytes, scale, Values.Of(taps), Values.Of(bias));
        }
        else
        {
            ConvolutionPoolRelu.Backward(Values.Of(pixels), grid, Values.OfBfloat16(gradients), winners.bytes, scale, Values.Of(taps), Values.Of(bias));
        }

        return [null, taps.t().reshape(grid.Channels, 1, 3, 3), bias, null, null];
    }

    private static ImageGrid Grid(Tensor images, Tensor weight) =>
        new((int)images.shape[0], (int)images.shape[2], (int)images.shape[3], (int)weight.shape[0]);
}
