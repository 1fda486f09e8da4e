using System.Runtime.Intrinsics;
using static TorchSharp.torch;

namespace Clearsight.Learning.Kernels;

/// <summary><see cref="UpsampleConvolution"/> as an operation of libtorch's gradient graph.</summary>
internal sealed class LastBlock : autograd.SingleTensorFunction<LastBlock>
{
    /// <summary>The kernel keeps an image on the stack.</summary>
    private const int LargestSide = 64;

    public override string Name => nameof(LastBlock);

    /// <summary>Whether this machine and these shapes are what the kernel was written for; libtorch does all others.</summary>
    /// <param name="signal">[n, channels, height, width]</param>
    /// <param name="weight">[1, channels, 3, 3]</param>
    /// <param name="height">After upsampling.</param>
    /// <param name="width">After upsampling.</param>
    public static bool Covers(Tensor signal, Tensor weight, long height, long width) =>
        Vector512.IsHardwareAccelerated && weight.dtype == float32
        && signal.shape is [_, var channels, <= LargestSide and var rows, <= LargestSide and var columns]
        && height == 2 * rows && width == 2 * columns && columns % 14 == 0 && channels % 64 == 0;

    /// <param name="signal">[n, channels, height, width], before ReLU.</param>
    /// <param name="weight">[1, channels, 3, 3]</param>
    /// <param name="bias">[1]</param>
    /// <returns>[n, 1, 2 · height, 2 · width]</returns>
    public static Tensor Apply(Tensor signal, Tensor weight, Tensor bias) => apply(signal, weight, bias);

    public override Tensor forward(autograd.AutogradContext ctx, params object[] vars)
    {
        var (signal, weight, bias) = ((Tensor)vars[0], (Tensor)vars[1], (Tensor)vars[2]);
        var grid = Grid(signal);
        var input = signal.permute(0, 2, 3, 1).contiguous();
        var taps = weight.reshape(grid.Channels, 9).contiguous();
        var output = empty(grid.Count, 1, grid.OutputHeight, grid.OutputWidth);
        UpsampleConvolution.Forward(Values.Of(input), grid, Values.Of(taps), Values.Of(bias)[0], Values.Of(output));
        ctx.save_for_backward([signal, weight]);
        return output;
    }

    public override List<Tensor?> backward(autograd.AutogradContext ctx, Tensor grad_output)
    {
        var saved = ctx.get_saved_variables();
        var (signal, weight) = (saved[0], saved[1]);
        var grid = Grid(signal);
        var input = signal.permute(0, 2, 3, 1).contiguous();
        var taps = weight.reshape(grid.Channels, 9).contiguous();
        var inputGradients = empty_like(input);
        var weightGradients = zeros(grid.Channels, 9);
        var biasGradient = UpsampleConvolution.Backward(
            Values.Of(input), grid, Values.Of(taps), Values.Of(grad_output.contiguous()), Values.Of(inputGradients), Values.Of(weightGradients));
        return [inputGradients.permute(0, 3, 1, 2), weightGradients.view(1, grid.Channels, 3, 3), tensor([biasGradient])];
    }

    private static UpsampleGrid Grid(Tensor signal) =>
        new((int)signal.shape[0], (int)signal.shape[2], (int)signal.shape[3], (int)signal.shape[1]);
}
