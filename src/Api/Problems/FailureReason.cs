using Microsoft.AspNetCore.Http.Features;

namespace Clearsight.Api.Problems;

/// <summary>Tells the measurement of a request, and its span, why it failed.</summary>
internal static class FailureReason
{
    /// <summary>For a client that did not wait for the answer.</summary>
    public const string ClientGone = "client-gone";

    // OpenTelemetry's name for it. The framework itself has it for exceptions that nobody catches.
    private const string Key = "error.type";

    /// <param name="reason">One of a few: a <see cref="ProblemKind.Name"/> or <see cref="ClientGone"/>.</param>
    public static void FailedBy(this HttpContext context, string reason)
    {
        context.Features.Get<IHttpMetricsTagsFeature>()?.Tags.Add(new(Key, reason));
        context.Features.Get<IHttpActivityFeature>()?.Activity.SetTag(Key, reason);
    }
}
