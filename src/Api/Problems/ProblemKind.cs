namespace Clearsight.Api.Problems;

/// <summary>A kind of problem: its status, its name in the problem's type, its title.</summary>
internal sealed record ProblemKind(int Status, string Name, string Title)
{
    public static readonly ProblemKind Malformed = new(400, "malformed", "The request cannot be read");
    public static readonly ProblemKind KeyRequired = new(401, "key-required", "A valid API key is needed");
    public static readonly ProblemKind Forbidden = new(403, "forbidden", "Not allowed from here");
    public static readonly ProblemKind NotFound = new(404, "not-found", "There is no such thing");
    public static readonly ProblemKind MethodNotAllowed = new(405, "method-not-allowed", "The method is not allowed here");
    public static readonly ProblemKind NotAcceptable = new(406, "not-acceptable", "No format that is accepted is offered");
    public static readonly ProblemKind TooSlow = new(408, "too-slow", "The request came in too slowly");
    public static readonly ProblemKind Conflict = new(409, "conflict", "The present state forbids it");
    public static readonly ProblemKind TooLarge = new(413, "too-large", "The request is too large");
    public static readonly ProblemKind Unsupported = new(415, "unsupported-content", "This kind of content is not taken here");
    public static readonly ProblemKind RangeNotSatisfiable = new(416, "range-not-satisfiable", "The range lies outside the file");
    public static readonly ProblemKind Invalid = new(422, "invalid", "The request is well-formed but invalid");
    public static readonly ProblemKind Busy = new(429, "busy", "Too much at once");
    public static readonly ProblemKind Internal = new(500, "internal", "The service failed");
    public static readonly ProblemKind Unavailable = new(503, "unavailable", "The service cannot answer now");
    public static readonly ProblemKind TimedOut = new(504, "timed-out", "The request took too long");

    public static readonly IReadOnlyList<ProblemKind> All =
    [
        Malformed, KeyRequired, Forbidden, NotFound, MethodNotAllowed, NotAcceptable, TooSlow, Conflict, TooLarge, Unsupported,
        RangeNotSatisfiable, Invalid, Busy, Internal, Unavailable, TimedOut,
    ];

    /// <summary>A name, not an address: nothing is promised to be found there.</summary>
    public string Type => $"urn:clearsight:problem:{Name}";

    public static ProblemKind? Find(int status) => All.FirstOrDefault(kind => kind.Status == status);
}
