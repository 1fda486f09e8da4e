using System.Buffers.Binary;
using System.Text;

namespace Clearsight.LibtorchPatcher;

/// <summary>
/// The four tables of a 64-bit little-endian ELF shared object that symbol versioning lives in
/// (System V gABI, chapter 4; Linux Standard Base Core 5.0, "Symbol Versioning").
/// Offsets are positions in the file; every access is checked against its end.
/// </summary>
internal sealed class ElfImage
{
    private const int FileHeaderSize = 64, SectionHeaderSize = 64, SymbolSize = 24;
    private const uint DynamicSymbols = 11, GnuVersionNeeds = 0x6ffffffe, GnuVersionIndices = 0x6fffffff;
    private const ushort WeakFlag = 2;

    private readonly byte[] _bytes;
    private readonly Section _symbols, _strings, _needs, _indices;

    /// <exception cref="InvalidDataException">The bytes are not such an object, or lack one of the tables.</exception>
    public ElfImage(byte[] bytes)
    {
        _bytes = bytes;
        if (bytes.Length < FileHeaderSize || !bytes.AsSpan(0, 6).SequenceEqual("\u007fELF\u0002\u0001"u8))
        {
            throw new InvalidDataException("The file is not a 64-bit little-endian ELF object.");
        }

        _symbols = Find(DynamicSymbols);
        _needs = Find(GnuVersionNeeds);
        _indices = Find(GnuVersionIndices);
        _strings = SectionAt(_symbols.Link);
    }

    public int SymbolCount => _symbols.Length / SymbolSize;

    /// <summary>
    /// The versions wanted from other libraries: a chain of Verneed records (version, count, file, first, next), each
    /// with a chain of Vernaux records (hash, flags, index, name, next), linked by distances in bytes.
    /// </summary>
    public IEnumerable<VersionNeed> VersionNeeds()
    {
        var file = _needs.Offset;
        for (var isLast = false; !isLast;)
        {
            var version = Step(file, Int32At(file + 8));
            for (var left = (int)UInt16At(file + 2); left > 0; left--)
            {
                yield return new VersionNeed(version, StringAt(Int32At(version + 8)), UInt16At(version + 6), (UInt16At(version + 4) & WeakFlag) != 0);
                version = left > 1 ? Step(version, Int32At(version + 12)) : version;
            }

            var next = Int32At(file + 12);
            isLast = next == 0;
            file = isLast ? file : Step(file, next);
        }
    }

    /// <summary>Lets the loader go on where the host's library does not have this version.</summary>
    public void MakeWeak(VersionNeed need) => Write(need.Offset + 4, (ushort)(UInt16At(need.Offset + 4) | WeakFlag));

    /// <summary>Where a symbol's name starts in the string table.</summary>
    public int NamePlace(int symbol) => Int32At(_symbols.Offset + ((long)symbol * SymbolSize));

    public string NameOf(int symbol) => StringAt(NamePlace(symbol));

    /// <summary>Writes a name over an old one that is at least as long; zeros fill what is left.</summary>
    public void RenameAt(int place, int oldLength, string name)
    {
        var old = Bytes((long)_strings.Offset + place, oldLength);
        old.Clear();
        Encoding.ASCII.GetBytes(name, old);
    }

    /// <summary>The index of the version that a symbol is bound to.</summary>
    public ushort VersionOf(int symbol) => UInt16At(_indices.Offset + ((long)symbol * 2));

    public void BindToVersion(int symbol, ushort version) => Write(_indices.Offset + ((long)symbol * 2), version);

    private string StringAt(int place)
    {
        var tail = Bytes((long)_strings.Offset + place, _strings.Length - (long)place);
        var end = tail.IndexOf((byte)0);
        return end >= 0 ? Encoding.ASCII.GetString(tail[..end]) : throw new InvalidDataException("A name of the ELF object has no end.");
    }

    private Section Find(uint type)
    {
        var count = UInt16At(60);
        _ = Bytes(HeaderOffset(0), (long)count * SectionHeaderSize);
        for (var index = 0; index < count; index++)
        {
            if ((uint)Int32At(HeaderOffset(index) + 4) == type)
            {
                return SectionAt(index);
            }
        }

        throw new InvalidDataException($"The ELF object has no section of type 0x{type:x}.");
    }

    private Section SectionAt(int index)
    {
        var header = HeaderOffset(index);
        var (offset, length) = (Int64At(header + 24), Int64At(header + 32));
        _ = Bytes(offset, length);
        return new Section((int)offset, (int)length, Int32At(header + 40));
    }

    private long HeaderOffset(int index) => Position(Int64At(40)) + ((long)index * SectionHeaderSize);

    /// <summary>A link must lead on, or a chain would never end.</summary>
    private int Step(int from, int distance) => distance > 0 ? Position((long)from + distance) : throw Damaged();

    private int Position(long offset) => offset >= 0 && offset < _bytes.Length ? (int)offset : throw Damaged();

    private Span<byte> Bytes(long offset, long length) => offset >= 0 && length >= 0 && offset <= _bytes.Length && length <= _bytes.Length - offset
        ? _bytes.AsSpan((int)offset, (int)length)
        : throw Damaged();

    private int Int32At(long offset) => BinaryPrimitives.ReadInt32LittleEndian(Bytes(offset, 4));

    private long Int64At(long offset) => BinaryPrimitives.ReadInt64LittleEndian(Bytes(offset, 8));

    private ushort UInt16At(long offset) => BinaryPrimitives.ReadUInt16LittleEndian(Bytes(offset, 2));

    private void Write(long offset, ushort value) => BinaryPrimitives.WriteUInt16LittleEndian(Bytes(offset, 2), value);

    private static InvalidDataException Damaged() => new("The ELF object is damaged: it points outside of itself.");

    private sealed record Section(int Offset, int Length, int Link);
}

/// <summary>A version that the object wants from another library; it is ignored when it is weak and not there.</summary>
/// <param name="Offset">Where its record stands in the file.</param>
/// <param name="Index">What symbols bound to it carry.</param>
internal sealed record VersionNeed(int Offset, string Name, ushort Index, bool IsWeak);
