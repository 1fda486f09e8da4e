using Clearsight.Api.Contracts;
using Clearsight.Api.InferenceProtocol.Rpc;

namespace Clearsight.Api.Problems;

internal static class ProblemResponse
{
    public const string ContentType = "application/problem+json";

    /// <summary>Writes the problem whatever the client accepts: an error in another format would be none. A call of gRPC gets its status.</summary>
    public static Task WriteProblemAsync(this HttpContext context, ProblemTable.Entry entry)
    {
        context.FailedBy(entry.Kind.Name);
        if (RpcStatus.IsCall(context.Request))
        {
            return RpcStatus.WriteAsync(context, entry);
        }

        context.Response.StatusCode = entry.Kind.Status;
        context.Response.ContentLength = null;
        context.Response.Headers.CacheControl = "no-store";
        if (entry.RetrySeconds is { } seconds)
        {
            context.Response.Headers.RetryAfter = seconds;
        }

        // Not with the request's own token: where it took too long that is canceled, and the client is to hear of it.
        return context.Response.WriteAsJsonAsync(context.Problem(entry), options: null, ContentType, CancellationToken.None);
    }

    /// <summary>The problem as the body of an answer to this request, or as a part of one.</summary>
    public static Problem Problem(this HttpContext context, ProblemTable.Entry entry) => new(
        entry.Kind.Type,
        entry.Kind.Title,
        entry.Kind.Status,
        entry.Detail,
        context.Request.PathBase + context.Request.Path,
        Hosting.LoggingSetup.TraceId(context),
        entry.Violations?.Select(violation => new ProblemError(violation.Detail, violation.Pointer)).ToList(),
        context.Request.Path.StartsWithSegments("/v2", StringComparison.Ordinal) ? entry.Detail : null,
        GateOutcome.Of(entry.Gate));
}
