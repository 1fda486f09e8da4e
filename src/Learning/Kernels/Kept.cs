using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Clearsight.Learning.Kernels;

/// <summary>What dropout leaves of some activations, inside the kernel that makes them.</summary>
/// <param name="mask">A byte an activation, zero where it is dropped; empty when all stay.</param>
/// <param name="scale">What those that stay are multiplied by.</param>
internal readonly ref struct Kept(ReadOnlySpan<byte> mask, float scale)
{
    public ReadOnlySpan<byte> Mask { get; } = mask;
    public float Scale { get; } = scale;

    public static Kept All => new([], 1);

    /// <param name="mask">Of these sixteen activations, or null when all stay.</param>
    /// <param name="winner">Becomes <see cref="PoolWindow.Off"/> where dropped: no gradient passes there.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static unsafe Vector512<float> Apply(byte* mask, Vector512<float> scale, Vector512<float> values, ref Vector512<int> winner)
    {
        if (mask is null)
        {
            return values;
        }

        var dropped = Vector512.Equals(VectorBytes.LoadBytes(mask), Vector512<int>.Zero);
        winner = Vector512.ConditionalSelect(dropped, Vector512.Create(PoolWindow.Off), winner);
        return Vector512.ConditionalSelect(dropped.AsSingle(), Vector512<float>.Zero, values * scale);
    }
}
