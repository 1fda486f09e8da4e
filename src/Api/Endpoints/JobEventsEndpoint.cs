using System.ComponentModel;
using System.Globalization;
using Clearsight.Api.Documentation;
using Clearsight.Api.Security;
using Clearsight.Domain;
using Clearsight.Domain.Jobs;
using Microsoft.AspNetCore.Mvc;

namespace Clearsight.Api.Endpoints;

/// <summary>A job's events as they happen: server-sent events (WHATWG HTML, 9.2).</summary>
/// <remarks>
/// Written here and not by the framework's own result, since that has no comments, and only a write finds out that a
/// silent client is gone.
/// </remarks>
internal static class JobEventsEndpoint
{
    private const string EventStream = "text/event-stream";
    private const int BatchSize = 100;
    private static readonly TimeSpan Heartbeat = TimeSpan.FromSeconds(15);

    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapGet("/jobs/{id}/events", StreamAsync).WithTags("Jobs").WithName("GetJobEvents")
            .WithSummary("The job's `status`, `progress` and `metric` events as they happen, as server-sent events.")
            .WithDescription("Starts with all that is kept of what happened so far: every status and metric, the newest progress. "
                + "A client that comes back with `Last-Event-ID` gets what it missed. The stream ends after the final status; "
                + "a client that has seen that is answered 204, so that it does not come back.")
            .Produces<string>(StatusCodes.Status200OK, EventStream)
            .Produces(StatusCodes.Status204NoContent)
            .Fails(404, 422)
            .RequireRateLimiting(RateLimit.Streams)
            .DisableRequestTimeout();

    /// <param name="id">The job's id.</param>
    internal static async Task StreamAsync(
        string id,
        HttpContext context,
        IJobStore store,
        IHostApplicationLifetime lifetime,
        [FromHeader(Name = "Last-Event-ID"), Description("The id of the last event that the client has seen.")] string? lastEventId,
        CancellationToken cancellationToken)
    {
        var after = Sequence(lastEventId);
        var job = await JobEndpoints.FindAsync(store, id, cancellationToken);
        if (job.Status.IsFinished() && (await store.EventsAsync(id, after, limit: 1, cancellationToken)).Count == 0)
        {
            context.Response.StatusCode = StatusCodes.Status204NoContent;
            return;
        }

        context.Response.ContentType = EventStream;
        context.Response.Headers.CacheControl = "no-store";
        // nginx would hold events back until its buffer is full.
        context.Response.Headers["X-Accel-Buffering"] = "no";

        // A stream without end must not hold up a host that wants to stop; the client comes back to the next one.
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, lifetime.ApplicationStopping);
        try
        {
            await WriteAsync(context.Response, store, id, after, ending.Token);
        }
        catch (OperationCanceledException) when (lifetime.ApplicationStopping.IsCancellationRequested)
        {
            // The end of the stream.
        }
    }

    private static async Task WriteAsync(HttpResponse response, IJobStore store, string id, long after, CancellationToken cancellationToken)
    {
        Task? change = null;
        while (true)
        {
            // The order matters: listen, then ask whether the job is finished, then read. What happens in between is
            // in what is read, or wakes the wait, and nothing comes after the events of a job that was finished before.
            change ??= store.WaitForChangeAsync(id, Heartbeat, cancellationToken);
            var job = await store.FindAsync(id, cancellationToken);
            var events = await store.EventsAsync(id, after, BatchSize, cancellationToken);
            foreach (var happened in events)
            {
                await response.WriteAsync(Frame(happened), cancellationToken);
                after = happened.Sequence;
            }

            if (events.Count < BatchSize)
            {
                if (job is null || job.Status.IsFinished())
                {
                    return;
                }

                if (events.Count == 0)
                {
                    await response.WriteAsync(":\n\n", cancellationToken);
                }

                await response.Body.FlushAsync(cancellationToken);
                await change;
                change = null;
            }
        }
    }

    /// <summary>The payload is one line of JSON.</summary>
    private static string Frame(JobEvent happened) => string.Create(
        CultureInfo.InvariantCulture,
        $"id: {happened.Sequence}\nevent: {happened.Kind.ToString().ToLowerInvariant()}\ndata: {happened.Payload}\n\n");

    private static long Sequence(string? lastEventId) => lastEventId switch
    {
        null or "" => 0,
        _ when long.TryParse(lastEventId, NumberStyles.None, CultureInfo.InvariantCulture, out var sequence) => sequence,
        _ => throw new InvalidRequestException("Last-Event-ID", "Last-Event-ID must be the id of an event of this stream."),
    };
}
