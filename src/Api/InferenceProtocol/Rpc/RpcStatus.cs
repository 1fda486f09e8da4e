using Clearsight.Api.Problems;
using Grpc.Core;

namespace Clearsight.Api.InferenceProtocol.Rpc;

/// <summary>A problem as gRPC tells it: one of its statuses and the sentence.</summary>
internal static class RpcStatus
{
    private const string ContentType = "application/grpc";
    private const string RetryAfter = "retry-after";

    /// <summary>The status that clients of gRPC expect for a kind of problem.</summary>
    public static StatusCode Of(ProblemKind kind) => kind.Status switch
    {
        400 or 406 or 415 or 416 or 422 => StatusCode.InvalidArgument,
        401 => StatusCode.Unauthenticated,
        403 => StatusCode.PermissionDenied,
        404 => StatusCode.NotFound,
        405 => StatusCode.Unimplemented,
        408 or 504 => StatusCode.DeadlineExceeded,
        409 => StatusCode.FailedPrecondition,
        // As gRPC itself has it for a message over its limit.
        413 or 429 => StatusCode.ResourceExhausted,
        503 => StatusCode.Unavailable,
        _ => StatusCode.Internal,
    };

    public static bool IsCall(HttpRequest request) => request.ContentType?.StartsWith(ContentType, StringComparison.OrdinalIgnoreCase) == true;

    public static RpcException Exception(ProblemTable.Entry entry)
    {
        var trailers = new Metadata();
        if (entry.RetrySeconds is { } seconds)
        {
            trailers.Add(RetryAfter, seconds);
        }

        return new RpcException(new Status(Of(entry.Kind), entry.Detail), trailers);
    }

    /// <summary>Answers a call that was refused before it reached its method: headers alone, which end the call.</summary>
    public static Task WriteAsync(HttpContext context, ProblemTable.Entry entry)
    {
        // Without a method there is no endpoint: to gRPC that is not "no such thing", but "no such call".
        var status = context.GetEndpoint() is null && entry.Kind == ProblemKind.NotFound ? StatusCode.Unimplemented : Of(entry.Kind);
        context.Response.StatusCode = StatusCodes.Status200OK;
        context.Response.ContentType = ContentType;
        context.Response.Headers["grpc-status"] = ((int)status).ToString();
        context.Response.Headers["grpc-message"] = Uri.EscapeDataString(entry.Detail);
        if (entry.RetrySeconds is { } seconds)
        {
            context.Response.Headers[RetryAfter] = seconds;
        }

        return context.Response.CompleteAsync();
    }
}
