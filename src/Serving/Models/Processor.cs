using System.Runtime.Intrinsics.X86;

namespace Clearsight.Serving.Models;

/// <summary>What the processor can, as far as it matters to how models are run.</summary>
internal static class Processor
{
    /// <summary>AVX512_VNNI in the CPUID leaf of extended features (Intel, "Instruction Set Extensions Programming Reference").</summary>
    private const int Avx512Vnni = 1 << 11;

    /// <summary>Whether it adds products of bytes in 32 bits, where others of its kind add pairs of them in 16, which overflow.</summary>
    public static bool AddsBytesExactly { get; } = !X86Base.IsSupported
        || AvxVnni.IsSupported
        || (Avx512F.IsSupported && (X86Base.CpuId(7, 0).Ecx & Avx512Vnni) != 0);
}
