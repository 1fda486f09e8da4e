using System.Buffers;

namespace Clearsight.Serving.Inference;

/// <summary>Values in a pooled block, so that a request of many images leaves nothing for the garbage collector.</summary>
public sealed class PooledFloats : IDisposable
{
    private float[] _block;

    private PooledFloats(int capacity) => _block = ArrayPool<float>.Shared.Rent(capacity);

    public int Length { get; private set; }

    public Memory<float> Memory => _block.AsMemory(0, Length);

    public Span<float> Span => _block.AsSpan(0, Length);

    /// <summary>The values as they lie in memory, to be read from the wire or written to it without a copy.</summary>
    public Memory<byte> Bytes => new FloatBytes(_block).Memory[..(Length * sizeof(float))];

    /// <summary>So many values, which hold anything until they are written.</summary>
    public static PooledFloats OfLength(int length) => new(length) { Length = length };

    /// <summary>None yet, with room for some.</summary>
    public static PooledFloats WithRoomFor(int capacity) => new(capacity);

    public void Add(float value)
    {
        if (Length == _block.Length)
        {
            Grow();
        }

        _block[Length++] = value;
    }

    /// <summary>Writes all of them at once.</summary>
    /// <param name="values">As many as there are.</param>
    public void Fill(ICollection<float> values) => values.CopyTo(_block, 0);

    public void Dispose()
    {
        var block = _block;
        (_block, Length) = ([], 0);
        if (block.Length > 0)
        {
            ArrayPool<float>.Shared.Return(block);
        }
    }

    private void Grow()
    {
        var larger = ArrayPool<float>.Shared.Rent(Math.Max(1024, _block.Length * 2));
        _block.CopyTo(larger, 0);
        ArrayPool<float>.Shared.Return(_block);
        _block = larger;
    }
}
