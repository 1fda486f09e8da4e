using System.Globalization;
using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace Clearsight.Api.Plots;

/// <summary>
/// Makes of Skia's SVG one that stands in a page: it scales, it says what it shows, its ids do not meet those of another
/// plot, and its text fits whatever font the reader has.
/// </summary>
internal static partial class SvgDocument
{
    private static readonly XNamespace Svg = "http://www.w3.org/2000/svg";

    public static string Of(string skia, Figure figure)
    {
        var root = XDocument.Parse(skia).Root!;
        root.SetAttributeValue("viewBox", $"0 0 {figure.Width} {figure.Height}");
        root.SetAttributeValue("role", "img");
        root.AddFirst(new XElement(Svg + "title", figure.Title));
        foreach (var text in root.Descendants(Svg + "text").ToList())
        {
            Fit(text);
        }

        Rename(root, Prefix(figure));
        foreach (var attribute in root.Descendants().Attributes().Where(attribute => attribute.Name.LocalName is not ("id" or "href")))
        {
            attribute.Value = LongNumber().Replace(attribute.Value, Rounded);
        }

        return root.ToString(SaveOptions.DisableFormatting);
    }

    /// <summary>Skia counts its ids through the whole process: the same plot would have others every time.</summary>
    private static void Rename(XElement root, string prefix)
    {
        var names = root.Descendants().Attributes("id").Index().ToDictionary(id => id.Item.Value, id => $"{prefix}{id.Index}", StringComparer.Ordinal);
        foreach (var attribute in root.Descendants().Attributes())
        {
            attribute.Value = attribute.Name.LocalName switch
            {
                "id" => names[attribute.Value],
                "href" when attribute.Value.StartsWith('#') => $"#{names[attribute.Value[1..]]}",
                "href" => attribute.Value,
                _ => Reference().Replace(attribute.Value, reference => $"url(#{names[reference.Groups["id"].Value]})"),
            };
        }
    }

    /// <summary>Skia places every letter, which tears words apart in another font; the place and the length of the whole do not.</summary>
    private static void Fit(XElement text)
    {
        var content = text.Value.Trim();
        var (places, lines) = (Numbers(text, "x"), Numbers(text, "y"));
        if (places.Length == 0 || lines.Length == 0)
        {
            // None of its letters is in the font: Skia wrote nothing that could be seen.
            text.Remove();
            return;
        }

        text.Value = content;
        text.SetAttributeValue("font-family", PlotFont.Families);
        text.SetAttributeValue("x", Invariant(places[0]));
        text.SetAttributeValue("y", Invariant(lines[0]));
        if (places.Length > 1)
        {
            // The advance of the last letter is not there; that of the others on average is near enough.
            var length = (places[^1] - places[0]) * places.Length / (places.Length - 1);
            text.SetAttributeValue("textLength", Invariant(length));
            text.SetAttributeValue("lengthAdjust", "spacingAndGlyphs");
        }
    }

    private static double[] Numbers(XElement element, string attribute) =>
    [
        .. element.Attribute(attribute)!.Value.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
            .Select(number => double.Parse(number, CultureInfo.InvariantCulture)),
    ];

    /// <summary>Letters and digits of the title and the theme.</summary>
    private static string Prefix(Figure figure) => NoLetter().Replace($"{figure.Title} {figure.Theme.Name} ", "-").ToLowerInvariant();

    private static string Rounded(Match number) => Invariant(double.Parse(number.Value, CultureInfo.InvariantCulture));

    /// <summary>A hundredth of a pixel cannot be seen, and processors differ in digits behind it.</summary>
    private static string Invariant(double number) => Math.Round(number, 2).ToString(CultureInfo.InvariantCulture);

    [GeneratedRegex(@"-?\d+\.\d{3,}", RegexOptions.None, matchTimeoutMilliseconds: 10_000)]
    private static partial Regex LongNumber();

    [GeneratedRegex(@"url\(#(?<id>[^)]+)\)", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1_000)]
    private static partial Regex Reference();

    [GeneratedRegex("[^A-Za-z0-9]+", RegexOptions.None, matchTimeoutMilliseconds: 1_000)]
    private static partial Regex NoLetter();
}
