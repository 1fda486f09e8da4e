using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Clearsight.Learning.Kernels;

/// <summary>
/// Sixteen activations between a vector's lanes and memory, where they are <see cref="float"/>, or bfloat16 in a
/// <see cref="ushort"/>: the upper half of a float32, rounded to the nearest even.
/// </summary>
internal static unsafe class VectorFloats
{
    private const int DroppedBits = 16;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> Load<T>(T* source)
        where T : unmanaged
    {
        if (typeof(T) == typeof(float))
        {
            return Vector512.Load((float*)source);
        }

        var halves = Vector256.Load((ushort*)source);
        return (Vector512.Create(Vector256.WidenLower(halves), Vector256.WidenUpper(halves)) << DroppedBits).AsSingle();
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store<T>(Vector512<float> values, T* target)
        where T : unmanaged
    {
        if (typeof(T) == typeof(float))
        {
            values.Store((float*)target);
            return;
        }

        var bits = values.AsUInt32();
        var odd = (bits >> DroppedBits) & Vector512<uint>.One;
        var rounded = (bits + odd + Vector512.Create(0x7FFFu)) >> DroppedBits;
        var halves = Avx512F.IsSupported
            ? Avx512F.ConvertToVector256UInt16(rounded)
            : Vector256.Narrow(rounded.GetLower(), rounded.GetUpper());
        halves.Store((ushort*)target);
    }
}
