using Clearsight.Domain;
using Clearsight.Domain.Models;
using Clearsight.Storage;
using Clearsight.Storage.Database;

namespace Clearsight.Api.Problems;

/// <summary>What an exception or a bare status tells the caller. The one place that decides it.</summary>
internal static class ProblemTable
{
    /// <param name="Kind">Status and title.</param>
    /// <param name="Detail">A sentence for the caller, without anything of the service's inside.</param>
    /// <param name="Violations">All of them, with status 422.</param>
    /// <param name="RetryAfter">When the same request may succeed.</param>
    /// <param name="Gate">What was not good enough to be selected.</param>
    internal sealed record Entry(
        ProblemKind Kind, string Detail, IReadOnlyList<Violation>? Violations = null, TimeSpan? RetryAfter = null, GateResult? Gate = null)
    {
        /// <summary>Whole seconds, and never "now": the client would be refused again.</summary>
        public string? RetrySeconds => RetryAfter is { } wait ? Math.Max(1, (long)Math.Ceiling(wait.TotalSeconds)).ToString() : null;
    }

    public static Entry For(Exception exception) => exception switch
    {
        MalformedRequestException => new(ProblemKind.Malformed, exception.Message),
        NotFoundException => new(ProblemKind.NotFound, exception.Message),
        NotAcceptableException => new(ProblemKind.NotAcceptable, exception.Message),
        GateNotPassedException gate => new(ProblemKind.Conflict, gate.Message, Gate: gate.Result),
        ConflictException => new(ProblemKind.Conflict, exception.Message),
        TooLargeException => new(ProblemKind.TooLarge, exception.Message),
        UnsupportedContentException => new(ProblemKind.Unsupported, exception.Message),
        InvalidRequestException invalid => new(ProblemKind.Invalid, invalid.Message, invalid.Violations),
        BusyException busy => new(ProblemKind.Busy, busy.Message, RetryAfter: busy.RetryAfter),
        UnavailableException unavailable => new(ProblemKind.Unavailable, unavailable.Message, RetryAfter: unavailable.RetryAfter),
        BadHttpRequestException bad => RequestReading.Problem(bad),
        _ when DatabaseOutage.IsCauseOf(exception) => new(
            ProblemKind.Unavailable, "The database does not answer, or cannot write; /health/ready says when it does again. Inference goes on meanwhile.", RetryAfter: TimeSpan.FromSeconds(5)),
        _ when DiskOutage.IsCauseOf(exception) => new(
            ProblemKind.Unavailable, "The disk of this host is full, or can only be read; /health/ready says when it can be written again. Inference goes on meanwhile.", RetryAfter: TimeSpan.FromSeconds(30)),
        _ => ForStatus(StatusCodes.Status500InternalServerError),
    };

    /// <summary>For answers that the framework gives without a body.</summary>
    public static Entry ForStatus(int status) => ProblemKind.Find(status) is { } kind
        ? new Entry(kind, Detail(status), RetryAfter: status == 503 ? TimeSpan.FromSeconds(5) : null)
        : new Entry(new ProblemKind(status, $"status-{status}", "The request failed"), "The request failed.");

    private static string Detail(int status) => status switch
    {
        400 => "The request cannot be read.",
        401 => "Send the key as 'X-Api-Key' or as 'Authorization: Bearer'.",
        403 => "This is not allowed from here.",
        404 => "Nothing is at this address; /openapi/v1.json lists what there is.",
        405 => "The address exists, but not for this method; the header 'Allow' lists the methods.",
        406 => "None of the formats that 'Accept' names is offered here.",
        408 => "The request did not arrive in time.",
        413 => "The body is larger than is allowed here.",
        415 => "The content type is not taken here; a JSON body needs 'Content-Type: application/json'.",
        416 => "The range lies outside the file.",
        429 => "Too many requests; wait as long as 'Retry-After' says.",
        503 => "The service cannot answer now; try again a little later.",
        504 => "The request took longer than the service allows.",
        _ => "The service failed; the log has the details under this traceId.",
    };
}
