using System.Buffers.Binary;
using Clearsight.Domain;

namespace Clearsight.Storage.Bundles;

/// <summary>
/// Looks at the end of an archive before anybody reads its directory: a directory may claim millions of entries, each of
/// which would become an object.
/// </summary>
internal static class ZipEnd
{
    private const int MostEntries = 64;
    private const int LargestDirectory = 16 << 10;

    /// <exception cref="MalformedRequestException">It is no ZIP archive, is cut off, or has something before or behind it.</exception>
    /// <exception cref="InvalidRequestException">It has far too many entries.</exception>
    public static void Check(Stream archive)
    {
        var end = new byte[StoredZip.EndLength];
        var start = new byte[sizeof(uint)];
        if (archive.Length < end.Length)
        {
            throw NoArchive();
        }

        archive.Position = 0;
        archive.ReadExactly(start);
        archive.Position = archive.Length - end.Length;
        archive.ReadExactly(end);
        if (UInt32(start, 0) != StoredZip.LocalSignature || UInt32(end, 0) != StoredZip.EndSignature)
        {
            throw NoArchive();
        }

        var (entries, length, position) = (UInt16(end, 10), UInt32(end, 12), UInt32(end, 16));
        if (entries > MostEntries || length > LargestDirectory)
        {
            throw new InvalidRequestException("", $"The archive has {entries} entries and a directory of {length} bytes. A bundle has {BundleEntries.Order.Count} entries at most.");
        }

        // Disks, the number of entries twice, and no comment: that the directory ends where this record starts also
        // leaves no room for the records of archives beyond 4 GB.
        if (UInt32(end, 4) != 0 || UInt16(end, 8) != entries || UInt16(end, 20) != 0 || (long)position + length != archive.Length - end.Length)
        {
            throw NoArchive();
        }
    }

    private static MalformedRequestException NoArchive() => new(
        "This is no ZIP archive, or a part of it is missing, or there is something before or behind it. Download the bundle again.");

    private static uint UInt32(byte[] bytes, int at) => BinaryPrimitives.ReadUInt32LittleEndian(bytes.AsSpan(at));

    private static ushort UInt16(byte[] bytes, int at) => BinaryPrimitives.ReadUInt16LittleEndian(bytes.AsSpan(at));
}
