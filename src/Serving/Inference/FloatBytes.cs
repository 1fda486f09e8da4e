using System.Buffers;
using System.Runtime.InteropServices;

namespace Clearsight.Serving.Inference;

/// <summary>
/// The bytes of an array of floats, in this machine's byte order: little-endian wherever .NET runs our native libraries,
/// which is the order of the protocols, too.
/// </summary>
internal sealed class FloatBytes(float[] values) : MemoryManager<byte>
{
    public override Span<byte> GetSpan() => MemoryMarshal.AsBytes(values.AsSpan());

    public override MemoryHandle Pin(int elementIndex = 0) => throw new NotSupportedException("Nobody here hands these bytes to native code.");

    public override void Unpin()
    {
    }

    protected override void Dispose(bool disposing)
    {
    }
}
