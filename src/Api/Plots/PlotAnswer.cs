using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Net.Http.Headers;

namespace Clearsight.Api.Plots;

/// <summary>Answers with a plot, and draws it only for who does not have it yet.</summary>
internal sealed class PlotAnswer(PlotGate gate)
{
    /// <summary>What is drawn may change with the program.</summary>
    private static readonly string Program = typeof(PlotAnswer).Module.ModuleVersionId.ToString("N");

    /// <param name="drawnOf">Everything that the picture depends on beside theme, format and program.</param>
    public Task<Results<FileContentHttpResult, StatusCodeHttpResult>> SendAsync(
        HttpContext context, PlotFormat format, Theme theme, IEnumerable<string> drawnOf, Func<Figure> draw) =>
        SendAsync(context, format, theme, drawnOf, () => Task.FromResult(draw));

    /// <param name="drawnOf">Everything that the picture depends on beside theme, format and program.</param>
    /// <param name="fetch">Gets what the figure is drawn of, and gives how.</param>
    public async Task<Results<FileContentHttpResult, StatusCodeHttpResult>> SendAsync(
        HttpContext context, PlotFormat format, Theme theme, IEnumerable<string> drawnOf, Func<Task<Func<Figure>>> fetch)
    {
        var tag = Tag([Program, theme.Name, format.Name, .. drawnOf]);
        var known = context.Request.GetTypedHeaders().IfNoneMatch.Any(other => other.Compare(tag, useStrongComparison: false));
        var picture = known ? [] : await gate.DrawAsync(await fetch(), format.Write, context.RequestAborted);
        // Only now, as what cannot be drawn has no tag.
        context.Response.Headers.ETag = tag.ToString();
        // Kept by whoever asked, and asked for again: a running training has a new point every epoch.
        context.Response.Headers.CacheControl = "private, no-cache";
        return known ? TypedResults.StatusCode(StatusCodes.Status304NotModified) : TypedResults.File(picture, format.ContentType);
    }

    private static EntityTagHeaderValue Tag(IEnumerable<string> parts)
    {
        var digest = SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\n', parts)));
        return new EntityTagHeaderValue($"\"{Convert.ToHexStringLower(digest)}\"");
    }
}
