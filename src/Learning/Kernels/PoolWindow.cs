using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Clearsight.Learning.Kernels;

/// <summary>2 × 2 maximum pooling and ReLU of sixteen channels in registers: the largest of the four values and zero.</summary>
internal static class PoolWindow
{
    /// <summary>In the winner's place: no position of the window gets a gradient.</summary>
    public const int Off = 4;

    /// <summary>
    /// The largest of a window and zero, the first where several are equal, as libtorch's pooling chooses. Not a number
    /// counts as zero; a training that left the numbers is found by its loss, which the last layers make of weights.
    /// </summary>
    /// <param name="winner">The position that it came from: 0 to 3 from top left to bottom right, or <see cref="Off"/>.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> Largest(
        Vector512<float> topLeft, Vector512<float> topRight, Vector512<float> bottomLeft, Vector512<float> bottomRight, out Vector512<int> winner)
    {
        var largest = Vector512<float>.Zero;
        winner = Vector512.Create(Off);
        Take(topLeft, 0, ref largest, ref winner);
        Take(topRight, 1, ref largest, ref winner);
        Take(bottomLeft, 2, ref largest, ref winner);
        Take(bottomRight, 3, ref largest, ref winner);
        return largest;
    }

    /// <summary>The gradient where the position won, zero elsewhere.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> Where(Vector512<int> winner, int position, Vector512<float> gradient) =>
        Vector512.ConditionalSelect(Vector512.Equals(winner, Vector512.Create(position)).AsSingle(), gradient, Vector512<float>.Zero);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Take(Vector512<float> candidate, int position, ref Vector512<float> largest, ref Vector512<int> winner)
    {
        var larger = Vector512.GreaterThan(candidate, largest);
        largest = Vector512.ConditionalSelect(larger, candidate, largest);
        winner = Vector512.ConditionalSelect(larger.AsInt32(), Vector512.Create(position), winner);
    }
}
