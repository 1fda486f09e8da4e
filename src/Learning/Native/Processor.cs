using System.Runtime.Intrinsics.X86;
using Clearsight.Domain.Recipes;
using static TorchSharp.torch;

namespace Clearsight.Learning.Native;

internal static class Processor
{
    /// <summary>
    /// Whether it has AVX512_BF16 (Intel's Architectures Software Developer's Manual, CPUID leaf 7, subleaf 1, EAX bit 5).
    /// Without it oneDNN computes bfloat16 through float32, slower than float32 itself.
    /// </summary>
    public static bool HasBfloat16 { get; } =
        Avx512F.IsSupported && X86Base.CpuId(7, 0).Eax >= 1 && (X86Base.CpuId(7, 1).Eax & (1 << 5)) != 0;

    /// <summary>What convolutions compute in, of what was asked for and what it is good at.</summary>
    public static ScalarType ComputeType(Precision precision) =>
        precision == Precision.Bfloat16 && HasBfloat16 ? ScalarType.BFloat16 : ScalarType.Float32;
}
