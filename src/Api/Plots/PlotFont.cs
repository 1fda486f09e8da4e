namespace Clearsight.Api.Plots;

/// <summary>
/// The font of every plot. It comes with the program: a container has none, and with the fonts of the host the same plot
/// would look different on every machine.
/// </summary>
internal static class PlotFont
{
    public const string Name = "Open Sans";

    /// <summary>For who reads an SVG on a machine without the font.</summary>
    public const string Families = "'Open Sans', 'Noto Sans', 'Segoe UI', 'Helvetica Neue', Arial, sans-serif";

    private static readonly Lazy<string> Registered = new(() =>
    {
        ScottPlot.Fonts.AddFontFile(Name, Path.Combine(AppContext.BaseDirectory, "fonts", "OpenSans-Regular.ttf"));
        ScottPlot.Fonts.Default = Name;
        return Name;
    });

    /// <summary>Loads the font on the first call; to be called before anything of a plot is made.</summary>
    public static string Load() => Registered.Value;
}
