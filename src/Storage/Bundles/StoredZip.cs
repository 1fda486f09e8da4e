using System.Text;

namespace Clearsight.Storage.Bundles;

/// <param name="Name">ASCII.</param>
/// <param name="Crc">CRC-32 of the content.</param>
/// <param name="Start">Where its local header is in the archive.</param>
internal sealed record StoredEntry(string Name, uint Crc, uint Length, uint Start);

/// <summary>
/// What a ZIP archive has beside the content of its entries (PKWARE, APPNOTE.TXT 6.3.10), for entries that are stored as
/// they are. Nothing in it depends on the time, the machine or the version of .NET: equal entries, equal bytes.
/// </summary>
internal static class StoredZip
{
    public const uint LocalSignature = 0x04034b50;
    public const uint EndSignature = 0x06054b50;

    /// <summary>Of the end record, without a comment.</summary>
    public const int EndLength = 22;

    /// <summary>File type bits of Unix modes, which archives keep in the upper half of external attributes.</summary>
    public const int FileType = 0xF000;
    public const int RegularFile = 0x8000;

    private const uint CentralSignature = 0x02014b50;
    private const ushort VersionNeeded = 10;
    private const ushort MadeByUnix = (3 << 8) | 20;

    /// <summary>1 January 1980, the first day that the format knows: an archive of equal files is the same archive.</summary>
    private const ushort Date = (1 << 5) | 1;
    private const uint ReadableFile = (uint)(RegularFile | 0x1A4) << 16;

    /// <summary>Section 4.3.7.</summary>
    public static byte[] LocalHeader(StoredEntry entry) => Written(writer =>
    {
        writer.Write(LocalSignature);
        WriteCommon(writer, entry);
        writer.Write(Encoding.ASCII.GetBytes(entry.Name));
    });

    /// <summary>Sections 4.3.12 and 4.3.16.</summary>
    /// <param name="start">Where the directory is in the archive.</param>
    public static byte[] Directory(IReadOnlyList<StoredEntry> entries, uint start) => Written(writer =>
    {
        foreach (var entry in entries)
        {
            writer.Write(CentralSignature);
            writer.Write(MadeByUnix);
            WriteCommon(writer, entry);
            writer.Write((ushort)0); // comment
            writer.Write((ushort)0); // disk
            writer.Write((ushort)0); // internal attributes
            writer.Write(ReadableFile);
            writer.Write(entry.Start);
            writer.Write(Encoding.ASCII.GetBytes(entry.Name));
        }

        var length = (uint)writer.BaseStream.Position;
        writer.Write(EndSignature);
        writer.Write(0u); // disks
        writer.Write((ushort)entries.Count);
        writer.Write((ushort)entries.Count);
        writer.Write(length);
        writer.Write(start);
        writer.Write((ushort)0); // comment
    });

    /// <summary>What both headers have, in the same order: method "stored", no flags, no extra field.</summary>
    private static void WriteCommon(BinaryWriter writer, StoredEntry entry)
    {
        writer.Write(VersionNeeded);
        writer.Write((ushort)0); // flags
        writer.Write((ushort)0); // method
        writer.Write((ushort)0); // time
        writer.Write(Date);
        writer.Write(entry.Crc);
        writer.Write(entry.Length);
        writer.Write(entry.Length);
        writer.Write((ushort)entry.Name.Length);
        writer.Write((ushort)0); // extra field
    }

    /// <summary>Little-endian, as <see cref="BinaryWriter"/> is everywhere.</summary>
    private static byte[] Written(Action<BinaryWriter> write)
    {
        using var bytes = new MemoryStream();
        using var writer = new BinaryWriter(bytes);
        write(writer);
        writer.Flush();
        return bytes.ToArray();
    }
}
