using Clearsight.Domain;

namespace Clearsight.Api.Batches;

/// <summary>
/// A ZIP of which no more may be read than a directory of so many entries takes. Whoever opens a ZIP reads all its
/// directory into memory, and 64 MB of it would take a gigabyte there. What the ZIP itself says of its directory's size is not
/// to be believed; what is read is.
/// </summary>
internal sealed class DirectoryBudget(Stream zip, long bytes, int images) : Stream
{
    private long _left = bytes;

    public override bool CanRead => true;

    public override bool CanSeek => true;

    public override bool CanWrite => false;

    public override long Length => zip.Length;

    public override long Position
    {
        get => zip.Position;
        set => zip.Position = value;
    }

    /// <summary>The directory is read; from here on entries are, whose reader has limits of its own.</summary>
    public void Lift() => _left = long.MaxValue;

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
        Spent(await zip.ReadAsync(buffer, cancellationToken));

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override int Read(byte[] buffer, int offset, int count) => Spent(zip.Read(buffer, offset, count));

    public override int Read(Span<byte> buffer) => Spent(zip.Read(buffer));

    public override long Seek(long offset, SeekOrigin origin) => zip.Seek(offset, origin);

    public override void Flush()
    {
    }

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    private int Spent(int read)
    {
        _left -= read;
        return _left >= 0 ? read : throw new TooLargeException($"The ZIP lists more than a batch may have, which is {images} images.");
    }
}
