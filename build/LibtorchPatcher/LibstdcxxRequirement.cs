namespace Clearsight.LibtorchPatcher;

/// <summary>
/// Lets libLibTorchSharp.so load beside a libstdc++ older than GCC 13's. The library wants
/// <c>GLIBCXX_3.4.32</c> for a single symbol, a marker function that does nothing; the requirement is made weak
/// and the marker is bound to a function that every libstdc++ since 2003 has. See docs/adr/0002.
/// </summary>
public static class LibstdcxxRequirement
{
    internal const string NewVersion = "GLIBCXX_3.4.32";
    internal const string OldVersion = "GLIBCXX_3.4";
    internal const string Marker = "_ZSt21ios_base_library_initv";

    /// <summary>std::uncaught_exception(): takes nothing, changes nothing, and its name fits where the marker's was.</summary>
    internal const string Harmless = "_ZSt18uncaught_exceptionv";

    /// <summary>Relaxes the requirement in <paramref name="library"/>, the bytes of an ELF shared object, in place.</summary>
    /// <returns>False where the library does not ask for the new version, or only weakly: nothing was changed.</returns>
    /// <exception cref="InvalidDataException">
    /// The library is not such an object, or needs the new version for something other than the marker.
    /// </exception>
    public static bool Relax(byte[] library)
    {
        var elf = new ElfImage(library);
        var versions = elf.VersionNeeds().ToList();
        var wanted = versions.Find(version => version.Name == NewVersion);
        if (wanted is null || wanted.IsWeak)
        {
            return false;
        }

        var old = versions.Find(version => version.Name == OldVersion)
            ?? throw new InvalidDataException($"The library does not use {OldVersion}, so the marker cannot be bound to it.");
        var symbol = TheOnlySymbolOf(elf, wanted.Index);
        RenameInPlace(elf, symbol);
        elf.BindToVersion(symbol, old.Index);
        elf.MakeWeak(wanted);
        return true;
    }

    private static int TheOnlySymbolOf(ElfImage elf, ushort version)
    {
        var symbols = Enumerable.Range(0, elf.SymbolCount).Where(symbol => elf.VersionOf(symbol) == version).ToList();
        return symbols is [var only] && elf.NameOf(only) == Marker
            ? only
            : throw new InvalidDataException($"The library needs {NewVersion} for more than {Marker}; it cannot be relaxed.");
    }

    private static void RenameInPlace(ElfImage elf, int symbol)
    {
        var place = elf.NamePlace(symbol);
        // Linkers let one name end inside another; a name that starts inside this one would change with it.
        if (Enumerable.Range(0, elf.SymbolCount).Any(other => other != symbol && IsInside(elf.NamePlace(other), place)))
        {
            throw new InvalidDataException($"Another symbol's name lies inside {Marker}; it cannot be renamed in place.");
        }

        elf.RenameAt(place, Marker.Length, Harmless);
    }

    private static bool IsInside(int other, int place) => other >= place && other < place + Marker.Length;
}
