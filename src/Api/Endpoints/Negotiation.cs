using Microsoft.Net.Http.Headers;

namespace Clearsight.Api.Endpoints;

/// <summary>Which of the formats that an endpoint offers the client likes best (RFC 9110, 12.5.1).</summary>
internal static class Negotiation
{
    /// <param name="offered">The first one is what a client gets that has no preference, or none that can be met.</param>
    public static string Preferred(this HttpRequest request, params string[] offered)
    {
        var accepted = request.GetTypedHeaders().Accept;
        return accepted.Count == 0
            ? offered[0]
            // The sort is stable: among equals the order of the offer decides.
            : offered.OrderByDescending(format => Quality(accepted, format)).First();
    }

    /// <summary>The quality of the most specific range that the format is in.</summary>
    private static double Quality(IList<MediaTypeHeaderValue> accepted, string format)
    {
        var type = new MediaTypeHeaderValue(format);
        return accepted
            .Where(range => type.IsSubsetOf(range))
            .OrderBy(range => range.MatchesAllTypes ? 2 : range.MatchesAllSubTypes ? 1 : 0)
            .Select(range => range.Quality ?? 1)
            .FirstOrDefault(-1);
    }
}
