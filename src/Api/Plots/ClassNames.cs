using System.Text;

namespace Clearsight.Api.Plots;

/// <summary>Labels of classes where there is little room: data sets may call their classes whatever they like.</summary>
internal static class ClassNames
{
    private const int Longest = 22;

    /// <summary>On one line and without what is no character, which an SVG cannot hold.</summary>
    public static string Short(string name)
    {
        List<Rune> characters = [.. name.EnumerateRunes().Where(character => !Rune.IsControl(character))];
        return string.Concat(characters.Take(Longest)) + (characters.Count > Longest ? "…" : "");
    }

    public static IReadOnlyList<string> Short(IReadOnlyList<string> names) => [.. names.Select(Short)];
}
