using System.Text.Json;
using System.Text.RegularExpressions;
using Clearsight.Domain;

namespace Clearsight.Api.Problems;

/// <summary>What the framework says when it cannot read a request, in the caller's words.</summary>
internal static partial class RequestReading
{
    public static ProblemTable.Entry Problem(BadHttpRequestException exception) => exception switch
    {
        { InnerException: JsonException json } => Json(json),
        { StatusCode: StatusCodes.Status400BadRequest } => Parameter(exception.Message),
        _ => ProblemTable.ForStatus(exception.StatusCode),
    };

    /// <summary>Text that is no JSON is malformed (400, with its position); JSON of another shape is invalid (422, with a pointer).</summary>
    /// <param name="what">What was read, as the beginning of a sentence.</param>
    public static ProblemTable.Entry Json(JsonException exception, string what = "The body")
    {
        // The reader's own exception is for syntax; the deserializer throws the base class for shapes.
        if (exception.InnerException is JsonException)
        {
            return new(
                ProblemKind.Malformed,
                $"{what} is not JSON: it breaks at line {exception.LineNumber + 1}, byte {exception.BytePositionInLine + 1}.");
        }

        var pointer = Pointer(exception.Path ?? "$");
        var violation = new Violation(pointer, Shape(exception.Message, pointer, what));
        return new(ProblemKind.Invalid, violation.Detail, [violation]);
    }

    private static string Shape(string message, string pointer, string what)
    {
        if (UnknownMember().Match(message) is { Success: true } unknown)
        {
            return $"There is no field '{unknown.Groups["name"].Value}' here.";
        }

        if (MissingMembers().Match(message) is { Success: true } missing)
        {
            return $"These fields are missing: {missing.Groups["names"].Value}.";
        }

        if (message.Contains("Duplicate", StringComparison.Ordinal))
        {
            return "A field is given twice.";
        }

        if (message.StartsWith("A list has an empty place", StringComparison.Ordinal))
        {
            return $"{what} has a list with an empty place (null); no list may have one.";
        }

        return pointer.Length == 0
            ? $"{what} has the wrong type; a JSON object is needed."
            : $"The value at '{pointer}' has the wrong type or is not one of the allowed ones.";
    }

    /// <summary>A parameter of the query or the path that is not of its type, or a body that is not there.</summary>
    private static ProblemTable.Entry Parameter(string message)
    {
        if (message.Contains("Implicit body inferred", StringComparison.Ordinal) || message.Contains("was not provided from body", StringComparison.Ordinal))
        {
            return new(ProblemKind.Malformed, "The body is missing.");
        }

        if (UnboundParameter().Match(message) is { Success: true } unbound)
        {
            var violation = Unbound(unbound.Groups["name"].Value, unbound.Groups["value"].Value);
            return new(ProblemKind.Invalid, violation.Detail, [violation]);
        }

        return MissingParameter().Match(message) is { Success: true } missing
            ? new(ProblemKind.Malformed, $"'{missing.Groups["name"].Value}' is missing from the {missing.Groups["source"].Value}.")
            : ProblemTable.ForStatus(StatusCodes.Status400BadRequest);
    }

    /// <param name="property">As the framework names it; on the wire names are camelCase.</param>
    internal static Violation Unbound(string property, string? value)
    {
        var name = JsonNamingPolicy.CamelCase.ConvertName(property);
        return new Violation(name, $"'{value}' is not a valid value of '{name}'.");
    }

    /// <summary><c>$.tags['a/b'][0]</c> as a JSON pointer: <c>/tags/a~1b/0</c>.</summary>
    internal static string Pointer(string path) => JsonPointer.To(
        PathStep().Matches(path).Select(step => step.Groups["quoted"].Success ? step.Groups["quoted"].Value : step.Groups["plain"].Value));

    [GeneratedRegex(@"\.(?<plain>[^.\[]+)|\['(?<quoted>(?:[^'\\]|\\.)*)'\]|\[(?<plain>\d+)\]", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex PathStep();

    [GeneratedRegex("^The JSON property '(?<name>.*)' could not be mapped", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex UnknownMember();

    [GeneratedRegex("missing required properties(,? including( the following)?)?: (?<names>.+?)\\.( Path:|$)", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex MissingMembers();

    [GeneratedRegex("^Failed to bind parameter \"\\S+ (?<name>\\w+)\" from \"(?<value>.*)\"\\.$", RegexOptions.ExplicitCapture | RegexOptions.Singleline, 1000)]
    private static partial Regex UnboundParameter();

    [GeneratedRegex("^Required parameter \"\\S+ (?<name>\\w+)\" was not provided from (?<source>[\\w ]+)\\.$", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex MissingParameter();
}
