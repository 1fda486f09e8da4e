using System.Buffers;
using Clearsight.Api.Uploads;
using Clearsight.Domain;
using Microsoft.Win32.SafeHandles;

namespace Clearsight.Api.Batches;

/// <summary>
/// What has come in of a batch, in a file: however large the batch is, memory holds the images that are worked on. Written
/// at its end and read anywhere at the same time.
/// </summary>
internal sealed class Spool : IAsyncDisposable
{
    private const int BufferSize = 64 * 1024;
    private static readonly TimeSpan RetryAfter = TimeSpan.FromSeconds(30);
    private readonly FileStream _file;
    private readonly SafeFileHandle _handle;
    private long _length;

    private Spool(FileStream file)
    {
        _file = file;
        _handle = file.SafeFileHandle;
    }

    /// <summary>The whole of it, once it is complete; belongs to the spool.</summary>
    public Stream Content => _file;

    /// <param name="folder">Where the file is to lie. It has lost its name before anything is in it, so that a crash leaves nothing.</param>
    public static Spool Create(string folder)
    {
        var path = Path.Combine(folder, $".batch-{Guid.NewGuid():N}");
        var file = new FileStream(path, new FileStreamOptions
        {
            Mode = FileMode.CreateNew,
            Access = FileAccess.ReadWrite,
            Share = FileShare.Delete,
            Options = FileOptions.Asynchronous,
            BufferSize = 0,
        });
        File.Delete(path);
        return new Spool(file);
    }

    /// <summary>Reads a stream to its end and keeps it, unless it is too long: then nothing of it.</summary>
    /// <param name="maximum">Bytes that are kept at most.</param>
    /// <param name="zipMaximum">The same, where the stream begins as a ZIP does.</param>
    public async Task<SpooledPart> AppendAsync(Stream content, int maximum, int zipMaximum, CancellationToken cancellationToken)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(BufferSize);
        try
        {
            var read = await content.ReadAtLeastAsync(buffer, ZipEntries.SignatureLength, throwOnEndOfStream: false, cancellationToken);
            var isZip = ZipEntries.IsZip(buffer.AsSpan(0, read));
            var (most, length) = (isZip ? zipMaximum : maximum, 0L);
            while (read > 0)
            {
                length += read;
                if (length <= most)
                {
                    await WriteAsync(buffer.AsMemory(0, read), _length + length - read, cancellationToken);
                }

                read = await content.ReadAsync(buffer, cancellationToken);
            }

            var part = new SpooledPart(_length, length, isZip);
            _length += length <= most ? length : 0;
            return part;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    /// <summary>A part that was kept.</summary>
    public Task<PooledBody> ReadAsync(SpooledPart part, CancellationToken cancellationToken) =>
        PooledBody.FillAsync((int)part.Length, async (buffer, done) =>
            await RandomAccess.ReadAsync(_handle, buffer, part.Offset + done, cancellationToken));

    public ValueTask DisposeAsync() => _file.DisposeAsync();

    private async ValueTask WriteAsync(ReadOnlyMemory<byte> bytes, long offset, CancellationToken cancellationToken)
    {
        try
        {
            await RandomAccess.WriteAsync(_handle, bytes, offset, cancellationToken);
        }
        catch (IOException)
        {
            // Told here: to whoever reads the request, an IOException is the client's.
            throw new UnavailableException($"There is no room for the batch on this host's disk; try a smaller one.", RetryAfter);
        }
    }
}

/// <param name="Offset">Where it begins.</param>
/// <param name="Length">Its bytes, also where they were too many to be kept.</param>
/// <param name="IsZip">It begins as a ZIP does.</param>
internal readonly record struct SpooledPart(long Offset, long Length, bool IsZip);
