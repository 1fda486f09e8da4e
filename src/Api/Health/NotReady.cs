using Microsoft.AspNetCore.Http.HttpResults;

namespace Clearsight.Api.Health;

/// <summary>The answer of a probe that finds something not ready: its body with status 503, and when to ask again.</summary>
internal static class NotReady
{
    private const string RetrySeconds = "5";

    public static JsonHttpResult<TBody> Answer<TBody>(HttpResponse response, TBody body)
    {
        response.Headers.RetryAfter = RetrySeconds;
        return TypedResults.Json(body, statusCode: StatusCodes.Status503ServiceUnavailable);
    }
}
