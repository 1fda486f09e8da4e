using System.Buffers.Binary;
using System.Text;

namespace Clearsight.LibtorchPatcher;

/// <summary>
/// The four tables of a 64-bit little-endian ELF shared object that symbol versioning lives in
/// (System V gABI, chapter 4; Linux Standard Base Core 5.0, "Symbol Versioning").
/// Offsets are positions in <see cref="Bytes"/>.
/// </summary>
internal sealed class ElfImage
{
    private const int SectionHeaderSize = 64;
    private const uint SymbolTable = 11, VersionNeeds = 0x6ffffffe, VersionIndices = 0x6fffffff;

    private readonly (int Offset, int Length) _strings;

    public ElfImage(byte[] bytes)
    {
        Bytes = bytes;
        if (bytes.Length < 64 || !bytes.AsSpan(0, 6).SequenceEqual("\u007fELF\u0002\u0001"u8))
        {
            throw new InvalidDataException("The file is not a 64-bit little-endian ELF object.");
        }

        Symbols = Section(SymbolTable, out var stringsIndex);
        Needs = Section(VersionNeeds, out _);
        Indices = Section(VersionIndices, out _);
        _strings = SectionAt(stringsIndex);
    }

    public byte[] Bytes { get; }

    /// <summary>.dynsym: 24 bytes a symbol, the name's place in the string table in the first four.</summary>
    public (int Offset, int Length) Symbols { get; }

    /// <summary>.gnu.version_r: a chain of files, each with a chain of versions wanted from it.</summary>
    public (int Offset, int Length) Needs { get; }

    /// <summary>.gnu.version: two bytes a symbol, the index of the version it is bound to.</summary>
    public (int Offset, int Length) Indices { get; }

    public int StringOffset(int place) => _strings.Offset + place;

    public string StringAt(int place)
    {
        var tail = Bytes.AsSpan(StringOffset(place), _strings.Length - place);
        return Encoding.ASCII.GetString(tail[..tail.IndexOf((byte)0)]);
    }

    public int Int32At(int offset) => BinaryPrimitives.ReadInt32LittleEndian(Bytes.AsSpan(offset));

    public ushort UInt16At(int offset) => BinaryPrimitives.ReadUInt16LittleEndian(Bytes.AsSpan(offset));

    public void Write(int offset, ushort value) => BinaryPrimitives.WriteUInt16LittleEndian(Bytes.AsSpan(offset), value);

    private (int Offset, int Length) Section(uint type, out int link)
    {
        for (var index = 0; index < UInt16At(60); index++)
        {
            var header = HeaderOffset(index);
            if ((uint)Int32At(header + 4) == type)
            {
                link = Int32At(header + 40);
                return SectionAt(index);
            }
        }

        throw new InvalidDataException($"The ELF object has no section of type 0x{type:x}.");
    }

    private (int Offset, int Length) SectionAt(int index)
    {
        var header = HeaderOffset(index);
        return (checked((int)Int64At(header + 24)), checked((int)Int64At(header + 32)));
    }

    private int HeaderOffset(int index) => checked((int)Int64At(40)) + (index * SectionHeaderSize);

    private long Int64At(int offset) => BinaryPrimitives.ReadInt64LittleEndian(Bytes.AsSpan(offset));
}
