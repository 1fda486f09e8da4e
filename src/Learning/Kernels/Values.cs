using System.Runtime.InteropServices;
using static TorchSharp.torch;

namespace Clearsight.Learning.Kernels;

/// <summary>The memory of contiguous tensors, which must outlive the spans.</summary>
internal static class Values
{
    public static Span<float> Of(Tensor tensor) => MemoryMarshal.Cast<byte, float>(tensor.bytes);

    /// <summary>Of a bfloat16 tensor, sixteen bits a value.</summary>
    public static Span<ushort> OfBfloat16(Tensor tensor) => MemoryMarshal.Cast<byte, ushort>(tensor.bytes);
}
