using System.Security.Cryptography;
using System.Text;

namespace Clearsight.Learning.Checkpoints;

/// <summary>
/// The digests of a folder's files, in a file that <c>sha256sum --check</c> reads: what was half written, or changed
/// since, is noticed.
/// </summary>
internal static class FileDigests
{
    public const string FileName = "SHA256SUMS";

    public static string Of(string path)
    {
        using var file = File.OpenRead(path);
        return $"sha256:{HexOf(file)}";
    }

    /// <summary>Writes the digests of some files of the folder, and leaves them safe on the disk.</summary>
    public static void Write(string folder, IReadOnlyList<string> files) =>
        DurableFile.Write(Path.Combine(folder, FileName), Encoding.UTF8.GetBytes(Expected(folder, files)));

    /// <summary>Whether these files are in the folder and are what they were when their digests were written.</summary>
    public static bool AreRight(string folder, IReadOnlyList<string> files)
    {
        var digests = Path.Combine(folder, FileName);
        return File.Exists(digests)
            && files.All(file => File.Exists(Path.Combine(folder, file)))
            && File.ReadAllText(digests) == Expected(folder, files);
    }

    private static string Expected(string folder, IReadOnlyList<string> files) => string.Concat(files.Select(file =>
    {
        using var content = File.OpenRead(Path.Combine(folder, file));
        return $"{HexOf(content)}  {file}\n";
    }));

    private static string HexOf(Stream content) => Convert.ToHexStringLower(SHA256.HashData(content));
}
