using System.Text;

namespace Clearsight.LibtorchPatcher;

/// <summary>
/// Lets libLibTorchSharp.so load beside a libstdc++ older than GCC 13's. The library wants
/// <c>GLIBCXX_3.4.32</c> for a single symbol, a marker function that does nothing; the requirement is made weak
/// and the marker is bound to a function that every libstdc++ since 2003 has. See docs/adr/0002.
/// </summary>
public static class LibstdcxxRequirement
{
    private const string NewVersion = "GLIBCXX_3.4.32";
    private const string OldVersion = "GLIBCXX_3.4";
    private const string Marker = "_ZSt21ios_base_library_initv";

    /// <summary>std::uncaught_exception(): takes nothing, changes nothing, and its name fits where the marker's was.</summary>
    private const string Harmless = "_ZSt18uncaught_exceptionv";

    private const int SymbolSize = 24;
    private const ushort WeakFlag = 2;

    /// <summary>Relaxes the requirement in <paramref name="library"/>, the bytes of an ELF shared object, in place.</summary>
    /// <returns>False where the library does not ask for the new version, and nothing was changed.</returns>
    /// <exception cref="InvalidDataException">
    /// The library is not such an object, or needs the new version for something other than the marker.
    /// </exception>
    public static bool Relax(byte[] library)
    {
        var elf = new ElfImage(library);
        var versions = Versions(elf).ToList();
        var wanted = versions.Find(version => version.Name == NewVersion);
        if (wanted is null)
        {
            return false;
        }

        var old = versions.Find(version => version.Name == OldVersion)
            ?? throw new InvalidDataException($"The library does not use {OldVersion}, so the marker cannot be bound to it.");
        var symbol = TheOnlySymbolOf(elf, wanted.Index);

        RenameInPlace(elf, symbol);
        elf.Write(elf.Indices.Offset + (symbol * 2), old.Index);
        elf.Write(wanted.Offset + 4, (ushort)(elf.UInt16At(wanted.Offset + 4) | WeakFlag));
        return true;
    }

    private static int TheOnlySymbolOf(ElfImage elf, ushort version)
    {
        var symbols = Enumerable.Range(0, elf.Indices.Length / 2)
            .Where(symbol => elf.UInt16At(elf.Indices.Offset + (symbol * 2)) == version)
            .ToList();
        if (symbols is not [var only] || elf.StringAt(NamePlace(elf, only)) != Marker)
        {
            throw new InvalidDataException($"The library needs {NewVersion} for more than {Marker}; it cannot be relaxed.");
        }

        return only;
    }

    private static void RenameInPlace(ElfImage elf, int symbol)
    {
        var place = NamePlace(elf, symbol);
        // Linkers let one name end inside another; a name that ends inside this one would change with it.
        var shared = Enumerable.Range(0, elf.Symbols.Length / SymbolSize)
            .Any(other => other != symbol && NamePlace(elf, other) is var start && start >= place && start <= place + Marker.Length);
        if (shared)
        {
            throw new InvalidDataException($"Another symbol's name lies inside {Marker}; it cannot be renamed in place.");
        }

        var name = elf.Bytes.AsSpan(elf.StringOffset(place), Marker.Length);
        name.Clear();
        Encoding.ASCII.GetBytes(Harmless, name);
    }

    private static int NamePlace(ElfImage elf, int symbol) => elf.Int32At(elf.Symbols.Offset + (symbol * SymbolSize));

    /// <summary>Walks the Verneed records (16 bytes: version, count, file, first, next) and their Vernaux records (hash, flags, index, name, next).</summary>
    private static IEnumerable<VersionNeed> Versions(ElfImage elf)
    {
        var file = elf.Needs.Offset;
        while (true)
        {
            var version = file + elf.Int32At(file + 8);
            for (var left = (int)elf.UInt16At(file + 2); left > 0; left--)
            {
                yield return new VersionNeed(version, elf.StringAt(elf.Int32At(version + 8)), elf.UInt16At(version + 6));
                version += elf.Int32At(version + 12);
            }

            var next = elf.Int32At(file + 12);
            if (next == 0)
            {
                yield break;
            }

            file += next;
        }
    }

    private sealed record VersionNeed(int Offset, string Name, ushort Index);
}
