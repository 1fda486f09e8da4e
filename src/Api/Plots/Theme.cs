using Clearsight.Domain;
using ScottPlot;

namespace Clearsight.Api.Plots;

/// <summary>The colours of a plot. Each theme has a background of its own, so a plot reads on any page.</summary>
/// <param name="Name">As requests write it.</param>
/// <param name="Ink">Of text and axes.</param>
/// <param name="Muted">Of what stands back: frames, reference lines.</param>
/// <param name="Series">
/// Of data: told apart with any kind of colour vision (Okabe and Ito, "Color Universal Design", 2008), lightened or
/// darkened where the background asks for it.
/// </param>
internal sealed record Theme(string Name, Color Background, Color Ink, Color Muted, Color Grid, IReadOnlyList<Color> Series)
{
    public static readonly Theme Light = new(
        "light",
        Color.FromHex("#FFFFFF"),
        Color.FromHex("#1F2328"),
        Color.FromHex("#6E7781"),
        Color.FromHex("#E4E7EB"),
        [.. Color.FromHex(["#0072B2", "#D55E00", "#009E73", "#CC79A7", "#B8860B", "#56B4E9", "#4D4D4D"])]);

    public static readonly Theme Dark = new(
        "dark",
        Color.FromHex("#16191D"),
        Color.FromHex("#E6EDF3"),
        Color.FromHex("#9198A1"),
        Color.FromHex("#2C3238"),
        [.. Color.FromHex(["#56B4E9", "#F28E2B", "#2BC79A", "#E59AC6", "#F0E442", "#7C9CFF", "#BDBDBD"])]);

    private static readonly IReadOnlyList<LinePattern> Patterns = [LinePattern.Solid, LinePattern.Dashed, LinePattern.Dotted, LinePattern.DenselyDashed];

    public static readonly IReadOnlyList<Theme> All = [Light, Dark];

    /// <param name="name">Null for the first one.</param>
    /// <exception cref="InvalidRequestException">There is no such theme.</exception>
    public static Theme Of(string? name) => name is null
        ? All[0]
        : All.FirstOrDefault(theme => theme.Name == name)
            ?? throw new InvalidRequestException("theme", $"theme must be one of: {string.Join(", ", All.Select(theme => theme.Name))}.");

    /// <summary>How the line of a place in a row of many is drawn: when the colours are used up, they come again in dashes.</summary>
    public (Color Color, LinePattern Pattern) Line(int place) =>
        (Series[place % Series.Count], Patterns[place / Series.Count % Patterns.Count]);

    /// <summary>From the background to the first colour of the data.</summary>
    /// <param name="share">0..1.</param>
    public Color Shade(double share) => Background.InterpolateRgb(Series[0], share);
}
