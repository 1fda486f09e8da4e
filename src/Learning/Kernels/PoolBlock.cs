using System.Runtime.Intrinsics;
using Clearsight.Learning.Networks;
using static TorchSharp.torch;

namespace Clearsight.Learning.Kernels;

/// <summary><see cref="PoolRelu"/> as an operation of libtorch's gradient graph.</summary>
internal sealed class PoolBlock : autograd.SingleTensorFunction<PoolBlock>
{
    private const string Grid = "grid", Scale = "scale";

    public override string Name => nameof(PoolBlock);

    /// <summary>Whether this machine and these shapes are what the kernel was written for; libtorch does all others.</summary>
    /// <param name="signal">[n, channels, height, width]</param>
    public static bool Covers(Tensor signal) =>
        Vector512.IsHardwareAccelerated && signal.dtype is ScalarType.Float32 or ScalarType.BFloat16 && signal.shape[1] % 16 == 0;

    /// <param name="signal">[n, channels, height, width]</param>
    /// <returns>[n, channels, height / 2, width / 2], channels-last, rounded up or down.</returns>
    public static Tensor Apply(Tensor signal, bool roundUp, Dropout dropout) => apply(signal, roundUp, dropout);

    public override Tensor forward(autograd.AutogradContext ctx, params object[] vars)
    {
        var (signal, dropout) = ((Tensor)vars[0], (Dropout)vars[2]);
        var grid = new PoolGrid((int)signal.shape[0], (int)signal.shape[2], (int)signal.shape[3], (int)signal.shape[1], (bool)vars[1]);
        var values = signal.permute(0, 2, 3, 1).contiguous();
        var output = empty(grid.Count, grid.OutputHeight, grid.OutputWidth, grid.Channels, dtype: signal.dtype);
        var winners = empty_like(output, dtype: uint8);
        var kept = dropout.Draw(output.numel());
        if (signal.dtype == float32)
        {
            PoolRelu.Forward(Values.Of(values), grid, kept, Values.Of(output), winners.bytes);
        }
        else
        {
            PoolRelu.Forward(Values.OfBfloat16(values), grid, kept, Values.OfBfloat16(output), winners.bytes);
        }

        ctx.save_for_backward([winners]);
        ctx.save_data(Grid, grid);
        ctx.save_data(Scale, kept.Scale);
        return output.permute(0, 3, 1, 2);
    }

    public override List<Tensor?> backward(autograd.AutogradContext ctx, Tensor grad_output)
    {
        var (winners, grid, scale) = (ctx.get_saved_variables()[0], (PoolGrid)ctx.get_data(Grid), (float)ctx.get_data(Scale));
        var gradients = grad_output.permute(0, 2, 3, 1).contiguous();
        var signal = empty(grid.Count, grid.Height, grid.Width, grid.Channels, dtype: gradients.dtype);
        if (gradients.dtype == float32)
        {
            PoolRelu.Backward(Values.Of(gradients), grid, winners.bytes, scale, Values.Of(signal));
        }
        else
        {
            PoolRelu.Backward(Values.OfBfloat16(gradients), grid, winners.bytes, scale, Values.OfBfloat16(signal));
        }

        return [signal.permute(0, 3, 1, 2), null, null];
    }
}
