using static TorchSharp.torch;

namespace Clearsight.Benchmarks.Training.Contestants;

/// <summary>
/// What libtorch gets out of the machine at best: one large matrix product, which is the usual measure, and one
/// convolution of a size that suits it, as MKL's product does not know every processor as well as oneDNN does.
/// </summary>
internal sealed class Ceiling(TimeProvider time)
{
    private const int Side = 2048;

    /// <returns>Floating-point operations a second.</returns>
    public double OperationsPerSecond(CeilingVisit visit)
    {
        set_num_threads(Environment.ProcessorCount);
        using var scope = NewDisposeScope();
        using var noGradient = no_grad();
        return visit.Operation switch
        {
            CeilingOperation.ProductFloat32 => Product(float32, visit.Seconds),
            CeilingOperation.ProductBfloat16 => Product(bfloat16, visit.Seconds),
            _ => Convolution(visit.Seconds),
        };
    }

    private double Product(ScalarType type, double seconds)
    {
        var (left, right) = (rand([Side, Side]).to_type(type), rand([Side, Side]).to_type(type));
        return 2.0 * Side * Side * Side * WholeSteps.PerSecond(time, seconds, () => left.mm(right).Dispose());
    }

    /// <summary>64 to 64 channels, 3 × 3, on 64 images of 14 × 14.</summary>
    private double Convolution(double seconds)
    {
        const int images = 64, channels = 64, side = 14, kernel = 3;
        var signal = ChannelsLast(rand([images, channels, side, side]));
        var weights = ChannelsLast(rand([channels, channels, kernel, kernel]));
        var operations = 2.0 * images * channels * channels * kernel * kernel * side * side;
        return operations * WholeSteps.PerSecond(time, seconds, () => nn.functional.conv2d(signal, weights, padding: [1, 1]).Dispose());
    }

    private static Tensor ChannelsLast(Tensor tensor) => tensor.permute(0, 2, 3, 1).contiguous().permute(0, 3, 1, 2);
}
