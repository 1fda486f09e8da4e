using System.Runtime.InteropServices;
using static TorchSharp.torch;

namespace Clearsight.Learning.Kernels;

internal static class Values
{
    /// <summary>The memory of a contiguous float32 tensor, which must outlive the span.</summary>
    public static Span<float> Of(Tensor tensor) => MemoryMarshal.Cast<byte, float>(tensor.bytes);
}
