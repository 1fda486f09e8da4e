using System.Text;
using Clearsight.Api.Plots;

namespace Clearsight.Api.Dashboard.Parts;

/// <summary>Plots that come with the page and not after it: a picture that changes every second is never half there.</summary>
internal static class PlotPictures
{
    /// <returns>An address that has the whole picture in itself.</returns>
    public static Task<string> AddressAsync(this PlotGate gate, Func<Figure> draw, CancellationToken cancellationToken) => gate.DrawAsync(
        draw,
        figure => $"data:image/svg+xml;base64,{Convert.ToBase64String(Encoding.UTF8.GetBytes(figure.ToSvg()))}",
        cancellationToken);
}
