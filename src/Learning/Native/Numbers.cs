using TorchSharp;
using static TorchSharp.torch;

namespace Clearsight.Learning.Native;

/// <summary>
/// Operations of tensors with numbers. TorchSharp turns every number into a native scalar that its finalizer frees, and
/// calls libtorch with nothing but the address of it: a garbage collection in between, which any thread may cause, and
/// libtorch reads what is no longer a number (dotnet/TorchSharp 0.107.0, <c>Scalar</c>). Sums are such
/// operations twice, as they multiply what they add by 1. Here every scalar outlives its call, and
/// <c>BannedSymbols.txt</c> beside this project keeps the others out.
/// </summary>
internal static class Numbers
{
    private static readonly Scalar One = 1d.ToScalar();

    public static Tensor Plus(this Tensor left, Tensor right) => left.add(right, One);

    public static Tensor Plus(this Tensor left, double right)
    {
        using var scalar = right.ToScalar();
        return left.add(scalar, One);
    }

    /// <summary>Adds in place.</summary>
    /// <param name="weight">What <paramref name="part"/> is multiplied with.</param>
    public static void Accumulate(this Tensor sum, Tensor part, double weight = 1)
    {
        using var scalar = weight.ToScalar();
        sum.add_(part, scalar);
    }

    /// <summary>An operation that takes one number, as in <c>Numbers.With(2, images.mul)</c>.</summary>
    public static Tensor With(double number, Func<Scalar, Tensor> operation)
    {
        using var scalar = number.ToScalar();
        return operation(scalar);
    }

    /// <summary>Values outside of a range become its nearest end.</summary>
    public static Tensor Limit(Tensor values, double least, double most)
    {
        using var from = least.ToScalar();
        using var to = most.ToScalar();
        return values.clamp(from, to);
    }
}
