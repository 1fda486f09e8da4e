using System.IO.Compression;
using System.IO.Hashing;
using System.Runtime.CompilerServices;
using Clearsight.Api.Uploads;
using Clearsight.Domain;

namespace Clearsight.Api.Batches;

/// <summary>
/// The images of a ZIP that has come in whole, one after the other. The directory at its end decides what is in it; what
/// only the entries themselves say is not read, so that there are no two truths about a name or a size.
/// </summary>
internal sealed class ZipEntries : IAsyncDisposable
{
    public const int SignatureLength = 4;

    /// <summary>Of less than this, no ratio of inflation matters.</summary>
    private const int Harmless = 1024 * 1024;

    private readonly ZipArchive _zip;
    private readonly IReadOnlyList<ZipArchiveEntry> _entries;
    private readonly BatchOptions _limits;
    private readonly int _imageBytes;
    private long _inflated;

    private ZipEntries(ZipArchive zip, IReadOnlyList<ZipArchiveEntry> entries, BatchOptions limits, int imageBytes)
    {
        _zip = zip;
        _entries = entries;
        _limits = limits;
        _imageBytes = imageBytes;
    }

    /// <summary>By the first bytes, those of an entry or, of an empty ZIP, those of the directory's end.</summary>
    public static bool IsZip(ReadOnlySpan<byte> bytes) => bytes is [(byte)'P', (byte)'K', 3, 4, ..] or [(byte)'P', (byte)'K', 5, 6, ..];

    /// <param name="zip">Seekable; stays the caller's.</param>
    /// <param name="imageBytes">Bytes that one image may have.</param>
    /// <exception cref="MalformedRequestException">The ZIP is damaged, ends early or has no image.</exception>
    /// <exception cref="TooLargeException">It has more images than are taken at once, or says itself that it inflates to more.</exception>
    public static async Task<ZipEntries> OpenAsync(Stream zip, BatchOptions limits, int imageBytes, CancellationToken cancellationToken)
    {
        // 1 KiB an image is ample for names and attributes; the constant is for the search from the end, past a comment.
        var budget = new DirectoryBudget(zip, limits.MaximumItems * 1024L + 256 * 1024, limits.MaximumItems);
        try
        {
            var archive = await ZipArchive.CreateAsync(budget, ZipArchiveMode.Read, leaveOpen: true, entryNameEncoding: null, cancellationToken);

            // It is the first look at the entries that reads the directory.
            var entries = archive.Entries.Where(entry => !EntryPath.IsPassedOver(entry)).ToList();
            budget.Lift();
            Check(entries, limits, imageBytes);
            return new ZipEntries(archive, entries, limits, imageBytes);
        }
        catch (Exception exception) when (IsDamage(exception))
        {
            throw new MalformedRequestException("The ZIP is damaged or ends early: its directory cannot be read.", exception);
        }
    }

    public async IAsyncEnumerable<BatchItem> ItemsAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var names = new ItemNames();
        foreach (var entry in _entries)
        {
            yield return await ReadAsync(entry, names.OfPath(entry.FullName), cancellationToken);
        }
    }

    public ValueTask DisposeAsync() => _zip.DisposeAsync();

    private static void Check(List<ZipArchiveEntry> entries, BatchOptions limits, int imageBytes)
    {
        if (entries.Count == 0)
        {
            throw new MalformedRequestException("The batch is empty: the ZIP has no files.");
        }

        if (entries.Count > limits.MaximumItems)
        {
            throw BatchUpload.TooMany(limits.MaximumItems);
        }

        // Those that are too large by themselves are not inflated.
        if (entries.Where(entry => entry.Length <= imageBytes).Sum(entry => entry.Length) > limits.MaximumInflatedBytes)
        {
            throw TooMuchInAll(limits);
        }
    }

    private async Task<BatchItem> ReadAsync(ZipArchiveEntry entry, string name, CancellationToken cancellationToken)
    {
        try
        {
            EntryPath.Check(entry);
            if (entry.Length > _imageBytes)
            {
                throw BatchUpload.TooLarge(_imageBytes);
            }

            return new BatchItem(name, await InflateAsync(entry, cancellationToken));
        }
        catch (DomainException exception)
        {
            return new BatchItem(name, Bytes: null, exception);
        }
        catch (Exception exception) when (IsDamage(exception))
        {
            return new BatchItem(name, Bytes: null, new InvalidRequestException(
                "image", "The entry is damaged or packed in another way than by 'store' or 'deflate', which are taken here."));
        }
    }

    /// <exception cref="InvalidDataException">The entry is damaged.</exception>
    private async Task<PooledBody> InflateAsync(ZipArchiveEntry entry, CancellationToken cancellationToken)
    {
        await using var content = await entry.OpenAsync(cancellationToken);
        var bytes = await PooledBody.ReadAsync(content, entry.Length, _imageBytes, cancellationToken, read => Count(entry, read));

        // .NET itself does not look at it before version 11.
        if (Crc32.HashToUInt32(bytes.Bytes.Span) != entry.Crc32)
        {
            bytes.Dispose();
            throw new InvalidDataException("The checksum is another one.");
        }

        return bytes;
    }

    /// <summary>What was inflated, whatever the directory says of it.</summary>
    /// <param name="read">Bytes of this entry so far, and how many of them are new.</param>
    private void Count(ZipArchiveEntry entry, (int Total, int New) read)
    {
        _inflated += read.New;
        if (_inflated > _limits.MaximumInflatedBytes)
        {
            throw TooMuchInAll(_limits);
        }

        if (read.Total > Harmless && read.Total > entry.CompressedLength * _limits.MaximumInflation)
        {
            throw new TooLargeException($"The entry inflates to more than {_limits.MaximumInflation} times its size, which no picture does.");
        }
    }

    private static TooLargeException TooMuchInAll(BatchOptions limits) =>
        new($"The ZIP inflates to more than {limits.MaximumInflatedBytes} bytes, the most that is taken at once.");

    private static bool IsDamage(Exception exception) => exception is InvalidDataException or EndOfStreamException;
}
