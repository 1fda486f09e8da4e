using System.Runtime.InteropServices;
using SkiaSharp;

namespace Clearsight.Serving.Images;

/// <summary>
/// The bytes of a picture, which run dry when the time is up or the client is gone. A decoder in native code cannot
/// be interrupted, but it has to come back for bytes: a progressive JPEG of a few megabytes could otherwise keep it
/// busy for minutes.
/// </summary>
/// <remarks>
/// An exception that crosses native code ends the process, so nothing here may throw, whatever a damaged picture makes
/// the decoder ask for. SkiaSharp's own stream throws for sizes beyond 31 bits, which one broken chunk is enough for.
/// </remarks>
internal sealed class DeadlineStream(ArraySegment<byte> bytes, TimeSpan deadline, TimeProvider time, CancellationToken cancellationToken)
    : SKAbstractManagedStream
{
    private readonly long _start = time.GetTimestamp();
    private int _position;

    /// <summary>The stream ended because of the deadline.</summary>
    public bool IsLate { get; private set; }

    protected override IntPtr OnRead(IntPtr buffer, IntPtr size)
    {
        var count = IsOver() ? 0 : Copy(buffer, size);
        _position += count;
        return count;
    }

    protected override IntPtr OnPeek(IntPtr buffer, IntPtr size) => IsOver() ? 0 : Copy(buffer, size);

    protected override bool OnIsAtEnd() => _position == bytes.Count || IsOver();

    protected override bool OnHasPosition() => true;

    protected override bool OnHasLength() => true;

    protected override bool OnRewind() => MoveTo(0);

    protected override IntPtr OnGetPosition() => _position;

    protected override IntPtr OnGetLength() => bytes.Count;

    // The decoder means an unsigned number: what looks negative is far behind the end.
    protected override bool OnSeek(IntPtr position) => MoveTo(position < 0 ? bytes.Count : position);

    protected override bool OnMove(int offset) => MoveTo((long)_position + offset);

    /// <summary>Not to be had: nothing that decodes asks for a second stream.</summary>
    protected override IntPtr OnCreateNew() => IntPtr.Zero;

    private bool MoveTo(long position)
    {
        _position = (int)Math.Clamp(position, 0, bytes.Count);
        return true;
    }

    /// <param name="buffer">Zero where the bytes are only to be skipped.</param>
    private int Copy(IntPtr buffer, IntPtr size)
    {
        var count = (int)Math.Min((nuint)size, (nuint)(bytes.Count - _position));
        if (buffer != IntPtr.Zero)
        {
            Marshal.Copy(bytes.Array!, bytes.Offset + _position, buffer, count);
        }

        return count;
    }

    private bool IsOver()
    {
        IsLate = IsLate || time.GetElapsedTime(_start) > deadline;
        return IsLate || cancellationToken.IsCancellationRequested;
    }
}
