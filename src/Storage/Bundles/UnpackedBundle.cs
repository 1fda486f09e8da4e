using System.IO.Compression;
using System.Security.Cryptography;
using Clearsight.Domain;
using Clearsight.Domain.Models;

namespace Clearsight.Storage.Bundles;

/// <summary>
/// The files of a bundle that came from elsewhere, in a folder under names that this program chose, with the digest of
/// each. Of <see cref="ModelFiles.Onnx"/> and <see cref="ModelFiles.QuantizedOnnx"/> there are the digests only: nobody here is to read a graph that a stranger wrote.
/// </summary>
/// <param name="Digests">By file name, <c>sha256:…</c>.</param>
public sealed record UnpackedBundle(string Folder, IReadOnlyDictionary<string, string> Digests)
{
    private const int BufferSize = 80 * 1024;

    /// <summary>Beyond a grace, no entry may become more than so many times larger: weights barely shrink, text to a tenth.</summary>
    private const int LargestRatio = 100;
    private const int RatioGrace = 64 << 10;

    /// <param name="archive">Can be sought in.</param>
    /// <param name="folder">Exists and is empty.</param>
    /// <param name="maximumBytes">Of all files together.</param>
    /// <exception cref="MalformedRequestException">It is no ZIP archive.</exception>
    /// <exception cref="InvalidRequestException">An entry is not one that a bundle has, one is missing, or one is damaged.</exception>
    /// <exception cref="TooLargeException">An entry unpacks to more than it may; counted while it does, whatever the archive claims.</exception>
    public static UnpackedBundle Unpack(Stream archive, string folder, long maximumBytes, CancellationToken cancellationToken)
    {
        ZipEnd.Check(archive);
        using var zip = Open(archive);
        var entries = zip.Entries;
        Check(entries);
        var digests = new Dictionary<string, string>(StringComparer.Ordinal);
        var left = maximumBytes;
        foreach (var entry in entries)
        {
            var (digest, bytes) = Unpack(entry, folder, maximumBytes, left, cancellationToken);
            digests[entry.FullName] = digest;
            left -= bytes;
        }

        return new UnpackedBundle(folder, digests);
    }

    public bool Has(string file) => Digests.ContainsKey(file);

    public byte[] Read(string file) => File.ReadAllBytes(Path.Combine(Folder, file));

    private static ZipArchive Open(Stream archive)
    {
        try
        {
            var zip = new ZipArchive(archive, ZipArchiveMode.Read, leaveOpen: true);
            _ = zip.Entries;
            return zip;
        }
        catch (Exception exception) when (IsDamage(exception))
        {
            throw new MalformedRequestException("The directory of the ZIP archive is damaged. Download the bundle again.", exception);
        }
    }

    private static void Check(IReadOnlyCollection<ZipArchiveEntry> entries)
    {
        var violations = new List<Violation>();
        foreach (var same in entries.GroupBy(entry => entry.FullName, StringComparer.Ordinal))
        {
            if (!BundleEntries.Order.Contains(same.Key))
            {
                violations.Add(new Violation("", $"The entry '{Shown(same.Key)}' is none of a bundle's, which are: {string.Join(", ", BundleEntries.Order)}."));
            }
            else if (same.Count() > 1)
            {
                violations.Add(new Violation(same.Key, $"The archive has {same.Count()} entries '{same.Key}'."));
            }
            else if (same.Any(entry => !IsPlainFile(entry)))
            {
                violations.Add(new Violation(same.Key, $"The entry '{same.Key}' is no plain file."));
            }
        }

        violations.AddRange(ModelFiles.Required.Where(file => entries.All(entry => entry.FullName != file))
            .Select(file => new Violation(file, $"The bundle has no '{file}'.")));
        if (violations.Count > 0)
        {
            throw new InvalidRequestException(violations);
        }
    }

    /// <summary>No link, folder or device, by the mode that Unix keeps and the attributes that Windows does; not encrypted.</summary>
    private static bool IsPlainFile(ZipArchiveEntry entry)
    {
        var type = (entry.ExternalAttributes >> 16) & StoredZip.FileType;
        const FileAttributes special = FileAttributes.Directory | FileAttributes.ReparsePoint | FileAttributes.Device;
        return type is 0 or StoredZip.RegularFile && ((FileAttributes)(entry.ExternalAttributes & 0xFFFF) & special) == FileAttributes.None && !entry.IsEncrypted;
    }

    private static (string Digest, long Bytes) Unpack(ZipArchiveEntry entry, string folder, long maximumBytes, long left, CancellationToken cancellationToken)
    {
        var file = entry.FullName;
        var most = Math.Min(left, BundleEntries.MaximumBytes(file, maximumBytes));
        using var packed = Damage(file, entry.Open);
        using var target = file is ModelFiles.Onnx or ModelFiles.QuantizedOnnx ? Stream.Null : new FileStream(Path.Combine(folder, file), FileMode.CreateNew, FileAccess.Write);
        using var sha256 = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var (buffer, bytes) = (new byte[BufferSize], 0L);
        for (int read; (read = Damage(file, () => packed.Read(buffer))) > 0;)
        {
            cancellationToken.ThrowIfCancellationRequested();
            bytes += read;
            if (bytes > most)
            {
                throw new TooLargeException($"The entry '{file}' unpacks to more than {most} bytes, the most that is taken of it.");
            }

            if (bytes > RatioGrace && bytes / LargestRatio > entry.CompressedLength)
            {
                throw new TooLargeException($"The entry '{file}' unpacks to more than {LargestRatio} times its size in the archive.");
            }

            sha256.AppendData(buffer, 0, read);
            target.Write(buffer, 0, read);
        }

        return ("sha256:" + Convert.ToHexStringLower(sha256.GetHashAndReset()), bytes);
    }

    private static T Damage<T>(string file, Func<T> read)
    {
        try
        {
            return read();
        }
        catch (Exception exception) when (IsDamage(exception))
        {
            throw new InvalidRequestException(
                [new Violation(file, $"The entry '{file}' cannot be unpacked: it is damaged, or packed by another method than 'stored' and 'deflate'. Download the bundle again.")]);
        }
    }

    /// <summary>What the archive's reader throws at bytes that are not what their headers say; IOException is what zlib's own errors are.</summary>
    private static bool IsDamage(Exception exception) =>
        exception is InvalidDataException or IOException or NotSupportedException or ArgumentException or OverflowException;

    /// <summary>A name that a stranger chose, short and in one line.</summary>
    private static string Shown(string name)
    {
        var line = string.Concat(name.Take(64).Select(character => char.IsControl(character) || char.IsSurrogate(character) ? '?' : character));
        return name.Length > 64 ? line + "…" : line;
    }
}
