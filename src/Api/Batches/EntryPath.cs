using System.IO.Compression;
using Clearsight.Domain;

namespace Clearsight.Api.Batches;

/// <summary>What the name and the attributes of a ZIP's entry say (PKWARE's APPNOTE, 4.4.2, 4.4.15 and 4.4.17).</summary>
internal static class EntryPath
{
    private const int UnixKind = 0xF000;
    private const int UnixFile = 0x8000;
    private const int UnixFolder = 0x4000;
    private const int DosFolder = 0x10;
    private const int WindowsLink = 0x400;
    private const int ShownLength = 100;

    /// <summary>Folders, and what operating systems leave beside pictures without being asked: nobody means these to be images.</summary>
    public static bool IsPassedOver(ZipArchiveEntry entry) =>
        entry.FullName.EndsWith('/')
        || entry.FullName.EndsWith('\\')
        || Kind(entry) == UnixFolder
        || (Kind(entry) == 0 && (entry.ExternalAttributes & DosFolder) != 0)
        || Segments(entry.FullName).Any(segment => segment == "__MACOSX" || (segment.StartsWith('.') && segment.Trim('.').Length > 0));

    /// <exception cref="InvalidRequestException">The entry is no file, or its path is none that stays within a folder.</exception>
    public static void Check(ZipArchiveEntry entry)
    {
        var name = entry.FullName;
        if (name.StartsWith('/') || name.StartsWith('\\') || name is [>= 'A' and <= 'Z' or >= 'a' and <= 'z', ':', ..])
        {
            throw Refused($"The entry '{Shown(name)}' has an absolute path; only relative ones are taken.");
        }

        if (Segments(name).Contains(".."))
        {
            throw Refused($"The entry '{Shown(name)}' leads out of its folder; no part of a path may be '..'.");
        }

        if (Kind(entry) is not (0 or UnixFile) || (entry.ExternalAttributes & WindowsLink) != 0)
        {
            throw Refused($"The entry '{Shown(name)}' is a link or a device; only files are taken.");
        }

        if (entry.IsEncrypted)
        {
            throw Refused($"The entry '{Shown(name)}' is encrypted; send it without a password.");
        }
    }

    /// <summary>Either slash divides: what one system takes for part of a name is another's way out of a folder.</summary>
    public static string[] Segments(string path) => path.Split(['/', '\\'], StringSplitOptions.RemoveEmptyEntries);

    /// <summary>A name as a sentence may show it.</summary>
    private static string Shown(string name)
    {
        var shown = name.Length > ShownLength ? name[..ShownLength] + "…" : name;
        return string.Concat(shown.Select(character => char.IsControl(character) ? '?' : character));
    }

    /// <summary>Of a file made under Unix; zero where the ZIP was made by others.</summary>
    private static int Kind(ZipArchiveEntry entry) => (entry.ExternalAttributes >> 16) & UnixKind;

    private static InvalidRequestException Refused(string sentence) => new("image", sentence);
}
