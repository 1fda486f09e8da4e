using Clearsight.Domain;
using Microsoft.Net.Http.Headers;

namespace Clearsight.Api.Endpoints;

/// <summary>Which of the formats that an endpoint offers the client likes best (RFC 9110, 12.5.1).</summary>
internal static class Negotiation
{
    /// <param name="offered">The first one is what a client gets that has no preference.</param>
    /// <exception cref="NotAcceptableException">The client accepts none of them.</exception>
    public static string Preferred(this HttpRequest request, params string[] offered)
    {
        var accepted = request.GetTypedHeaders().Accept;
        if (accepted.Count == 0)
        {
            return offered[0];
        }

        // The sort is stable: among equals the order of the offer decides.
        var best = offered.OrderByDescending(format => Quality(accepted, format)).First();
        return Quality(accepted, best) > 0
            ? best
            : throw new NotAcceptableException($"The answer comes as {string.Join(", ", offered)}; 'Accept' names none of them.");
    }

    /// <summary>
    /// The quality of the most specific range that the format is in; 0 where it is in none. A range's parameters are not
    /// looked at: each format comes in one form, and in the charset that a client may name, UTF-8.
    /// </summary>
    private static double Quality(IList<MediaTypeHeaderValue> accepted, string format) => accepted
        .Where(range => range.MatchesMediaType(format))
        .OrderBy(range => range.MatchesAllTypes ? 2 : range.MatchesAllSubTypes ? 1 : 0)
        .Select(range => range.Quality ?? 1)
        .FirstOrDefault(0);
}
