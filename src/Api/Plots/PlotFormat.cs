using Clearsight.Domain;

namespace Clearsight.Api.Plots;

/// <summary>How a plot is written.</summary>
/// <param name="Name">The end of its address.</param>
internal sealed record PlotFormat(string Name, string ContentType, Func<Figure, byte[]> Write)
{
    public static readonly PlotFormat Svg = new("svg", "image/svg+xml", figure => System.Text.Encoding.UTF8.GetBytes(figure.ToSvg()));
    public static readonly PlotFormat Png = new("png", "image/png", figure => figure.ToPng());

    public static readonly IReadOnlyList<PlotFormat> All = [Svg, Png];

    /// <exception cref="NotFoundException">There is no such format.</exception>
    public static PlotFormat Of(string name) => All.FirstOrDefault(format => format.Name == name)
        ?? throw new NotFoundException($"The addresses of plots end in {string.Join(" or ", All.Select(format => $".{format.Name}"))}{(name.Length == 0 ? "" : $", not in '.{name}'")}.");
}
