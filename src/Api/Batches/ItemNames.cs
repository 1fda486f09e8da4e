namespace Clearsight.Api.Batches;

/// <summary>
/// Gives each image of a batch a name of its own, close to that of its file: without what some system forbids in a name or
/// reads as a way out of a folder, and unlike all others also where upper and lower case are the same.
/// </summary>
internal sealed class ItemNames
{
    private const string Forbidden = "<>:\"|?*";
    private const int LongestStem = 100;
    private const int LongestExtension = 10;
    private const int DeepestPath = 8;
    private static readonly string[] Pictures = [".png", ".jpg", ".jpeg", ".webp", ".bmp", ".gif"];
    private readonly HashSet<string> _taken = new(StringComparer.OrdinalIgnoreCase);
    private readonly Dictionary<string, int> _copies = new(StringComparer.OrdinalIgnoreCase);
    private int _count;

    /// <summary>Of a form's part: browsers and scripts may send a whole path, of which only the file's own name counts.</summary>
    public string OfFile(string? name) => Unique(EntryPath.Segments(name ?? "").TakeLast(1));

    /// <summary>Of a ZIP's entry: its folders are kept, the innermost where they are many.</summary>
    public string OfPath(string path) => Unique(EntryPath.Segments(path).TakeLast(DeepestPath));

    /// <summary>Of the picture that was made from an item.</summary>
    public string OfPng(string item) => OfPath(
        Pictures.Contains(Path.GetExtension(item), StringComparer.OrdinalIgnoreCase) ? Path.ChangeExtension(item, ".png") : item + ".png");

    private string Unique(IEnumerable<string> segments)
    {
        _count++;
        var name = string.Join('/', segments.Select(Clean).Where(segment => segment.Length > 0));
        return Claim(name.Length > 0 ? name : $"image-{_count}");
    }

    /// <summary><c>a.png</c>, <c>a-2.png</c>, <c>a-3.png</c>.</summary>
    private string Claim(string name)
    {
        var unique = name;
        while (!_taken.Add(unique))
        {
            var copy = _copies[name] = _copies.GetValueOrDefault(name, 1) + 1;
            var extension = Path.GetExtension(name);
            unique = $"{name[..^extension.Length]}-{copy}{extension}";
        }

        return unique;
    }

    private static string Clean(string segment)
    {
        var safe = string.Concat(segment.Select(character => char.IsControl(character) || Forbidden.Contains(character) ? '_' : character)).Trim().Trim('.');
        var extension = Path.GetExtension(safe);
        return extension.Length > LongestExtension
            ? Shortened(safe, LongestStem)
            : Shortened(safe[..^extension.Length], LongestStem) + extension;
    }

    /// <summary>Never through the middle of a character of two units.</summary>
    private static string Shortened(string text, int length) => text.Length <= length
        ? text
        : text[..(char.IsHighSurrogate(text[length - 1]) ? length - 1 : length)];
}
