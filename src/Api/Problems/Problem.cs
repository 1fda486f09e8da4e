using System.Text.Json.Serialization;
using Clearsight.Api.Contracts;

namespace Clearsight.Api.Problems;

/// <summary>The body of every error: RFC 9457, as <c>application/problem+json</c>.</summary>
/// <param name="Type">What kind of problem it is; the same for every problem of that kind.</param>
/// <param name="Title">The kind in a few words.</param>
/// <param name="Detail">This occurrence, as a sentence for the caller.</param>
/// <param name="Instance">The path that was asked.</param>
/// <param name="TraceId">Joins the answer with the lines of the log.</param>
/// <param name="Errors">With status 422: every violation at once.</param>
/// <param name="Gate">With status 409, where a gate was not passed: the metric, the value and what was wanted.</param>
/// <param name="Error">Under <c>/v2</c> only: the detail once more, by the name that the Open Inference Protocol gives it.</param>
public sealed record Problem(
    string Type,
    string Title,
    int Status,
    string Detail,
    string Instance,
    string TraceId,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] IReadOnlyList<ProblemError>? Errors = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Error = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] GateOutcome? Gate = null);

/// <param name="Detail">A sentence that says what is allowed.</param>
/// <param name="Pointer">
/// JSON pointer (RFC 6901) into the request body, or the name of a query parameter; for a bundle the name of a file in it
/// and, behind <c>#</c>, a pointer into that.
/// </param>
public sealed record ProblemError(string Detail, string Pointer);
