using System.IO.Hashing;
using Clearsight.Domain;
using Clearsight.Domain.Models;
using Microsoft.Win32.SafeHandles;

namespace Clearsight.Storage.Bundles;

/// <summary>
/// A model version as one ZIP archive, <see cref="ModelFiles.Bundle"/>, that is nowhere as a whole: its parts are headers
/// and the files themselves, stored as they are. It takes no memory and no disk however many clients read it slowly, and a
/// download can be taken up at any byte, since equal files are an equal archive.
/// </summary>
public sealed class BundleStream : Stream
{
    /// <summary>Goes up when the same files become other bytes.</summary>
    private const int Format = 1;
    private const int CopyBufferSize = 128 * 1024;

    private readonly IReadOnlyList<Part> _parts;
    private long _position;

    private BundleStream(IReadOnlyList<Part> parts) => _parts = parts;

    public override bool CanRead => true;
    public override bool CanSeek => true;
    public override bool CanWrite => false;
    public override long Length => _parts[^1].End;

    public override long Position
    {
        get => _position;
        set
        {
            ArgumentOutOfRangeException.ThrowIfNegative(value);
            _position = value;
        }
    }

    /// <summary>Tells the bytes of a version from all others, without a look at them: the manifest has the digests of the other files.</summary>
    public static string Tag(ModelVersion version) => $"bundle-{Format}-{version.Files[ModelFiles.Manifest]}";

    /// <summary>Opens all files of a version, so that deleting it meanwhile takes none of them away.</summary>
    /// <param name="pathOf">The path of each of its files.</param>
    /// <exception cref="NotFoundException">The version was deleted.</exception>
    public static async Task<BundleStream> OpenAsync(ModelVersion version, Func<string, ValueTask<string>> pathOf, CancellationToken cancellationToken)
    {
        var files = new List<(string Name, SafeFileHandle Handle)>();
        try
        {
            foreach (var name in BundleEntries.Order.Where(version.Files.ContainsKey))
            {
                files.Add((name, File.OpenHandle(await pathOf(name), options: FileOptions.Asynchronous)));
            }

            return new BundleStream(await PartsAsync(files, cancellationToken));
        }
        catch (Exception exception)
        {
            files.ForEach(file => file.Handle.Dispose());
            throw exception is FileNotFoundException or DirectoryNotFoundException
                ? new NotFoundException($"There is no model version {version.Reference} any more.")
                : exception;
        }
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (PartAt(_position) is not { } part)
        {
            return 0;
        }

        var offset = _position - part.Start;
        buffer = buffer[..(int)Math.Min(buffer.Length, part.End - _position)];
        var read = buffer.Length;
        if (part.File is { } file)
        {
            read = await RandomAccess.ReadAsync(file, buffer, offset, cancellationToken);
        }
        else
        {
            part.Header!.AsSpan((int)offset, read).CopyTo(buffer.Span);
        }

        _position += read;
        return read;
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override int Read(Span<byte> buffer)
    {
        if (PartAt(_position) is not { } part)
        {
            return 0;
        }

        var offset = _position - part.Start;
        buffer = buffer[..(int)Math.Min(buffer.Length, part.End - _position)];
        var read = buffer.Length;
        if (part.File is { } file)
        {
            read = RandomAccess.Read(file, buffer, offset);
        }
        else
        {
            part.Header!.AsSpan((int)offset, read).CopyTo(buffer);
        }

        _position += read;
        return read;
    }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override long Seek(long offset, SeekOrigin origin) => Position = offset + origin switch
    {
        SeekOrigin.Begin => 0,
        SeekOrigin.Current => _position,
        _ => Length,
    };

    public override void Flush()
    {
    }

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        foreach (var part in _parts)
        {
            part.File?.Dispose();
        }

        base.Dispose(disposing);
    }

    private Part? PartAt(long position) => _parts.FirstOrDefault(part => position < part.End);

    private static async Task<IReadOnlyList<Part>> PartsAsync(List<(string Name, SafeFileHandle Handle)> files, CancellationToken cancellationToken)
    {
        var (parts, entries, end) = (new List<Part>(), new List<StoredEntry>(), 0L);
        foreach (var (name, handle) in files)
        {
            var length = RandomAccess.GetLength(handle);
            var entry = new StoredEntry(name, await CrcAsync(handle, cancellationToken), checked((uint)length), checked((uint)end));
            entries.Add(entry);
            Add(StoredZip.LocalHeader(entry));
            parts.Add(new Part(end, end += length, null, handle));
        }

        Add(StoredZip.Directory(entries, checked((uint)end)));
        return parts;

        void Add(byte[] header) => parts.Add(new Part(end, end += header.Length, header, null));
    }

    /// <summary>A header stands before its file and needs the checksum of it, so each file is read twice.</summary>
    private static async Task<uint> CrcAsync(SafeFileHandle file, CancellationToken cancellationToken)
    {
        var (crc, buffer, offset) = (new Crc32(), new byte[CopyBufferSize], 0L);
        for (int read; (read = await RandomAccess.ReadAsync(file, buffer, offset, cancellationToken)) > 0; offset += read)
        {
            crc.Append(buffer.AsSpan(0, read));
        }

        return crc.GetCurrentHashAsUInt32();
    }

    /// <param name="End">The first byte behind it.</param>
    private sealed record Part(long Start, long End, byte[]? Header, SafeFileHandle? File);
}
