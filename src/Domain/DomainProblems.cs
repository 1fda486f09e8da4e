using Clearsight.Domain.Models;

namespace Clearsight.Domain;

/// <summary>Something a caller asked for cannot be done; the message is a sentence for that caller.</summary>
public abstract class DomainException(string message, Exception? inner = null) : Exception(message, inner);

/// <summary>There is no such job, model, data set, recipe or checkpoint.</summary>
public sealed class NotFoundException(string message) : DomainException(message);

/// <summary>The request contradicts the present state; the message says which state, and what depends on it.</summary>
public class ConflictException(string message, Exception? inner = null) : DomainException(message, inner);

/// <summary>Another version was selected while something was compared with the one before it.</summary>
public sealed class SelectionMovedException(string message) : ConflictException(message);

/// <summary>A model version is not good enough to be selected; <paramref name="result"/> has the numbers.</summary>
public sealed class GateNotPassedException(string message, GateResult result) : DomainException(message)
{
    public GateResult Result { get; } = result;
}

/// <summary>What was sent cannot even be read: broken multipart, a missing part, an empty body.</summary>
public sealed class MalformedRequestException(string message, Exception? inner = null) : DomainException(message, inner);

/// <summary>What was sent is of a kind that is not taken here: not an image, another media type.</summary>
public sealed class UnsupportedContentException(string message, Exception? inner = null) : DomainException(message, inner);

/// <summary>The caller takes none of the formats that the answer comes in; the message names them.</summary>
public sealed class NotAcceptableException(string message) : DomainException(message);

/// <summary>More bytes, pixels or items than the limit, which the message names.</summary>
public sealed class TooLargeException(string message, Exception? inner = null) : DomainException(message, inner);

/// <summary>Every place is taken; the same request may succeed after <paramref name="retryAfter"/>.</summary>
public sealed class BusyException(string message, TimeSpan retryAfter) : DomainException(message)
{
    public TimeSpan RetryAfter { get; } = retryAfter;
}

/// <summary>Nothing can answer now: no model serves the task, the host is shutting down. The message says what to do.</summary>
public class UnavailableException(string message, TimeSpan retryAfter, Exception? inner = null) : DomainException(message, inner)
{
    public TimeSpan RetryAfter { get; } = retryAfter;
}

/// <summary>A model's answer to an image is no number, and will be none again: whoever has other images asks about those.</summary>
public sealed class OverflowingModelException(string message, TimeSpan retryAfter) : UnavailableException(message, retryAfter);

/// <summary>The store that hosts share their files in is away, or does not let this host in: it passes by itself, or when somebody mends it.</summary>
public sealed class StoreAwayException(string message, TimeSpan retryAfter, Exception inner) : UnavailableException(message, retryAfter, inner);

/// <summary>Well-formed, but invalid: every violation at once.</summary>
public sealed class InvalidRequestException(IReadOnlyList<Violation> violations)
    : DomainException(string.Join(" ", violations.Select(violation => violation.Detail)))
{
    public InvalidRequestException(string pointer, string detail)
        : this([new Violation(pointer, detail)])
    {
    }

    public IReadOnlyList<Violation> Violations { get; } = violations;
}

/// <param name="Pointer">
/// JSON pointer (RFC 6901) into the request body, or the name of a query parameter; for a bundle the name of a file in it
/// and, behind <c>#</c>, a pointer into that.
/// </param>
/// <param name="Detail">A sentence that says what is allowed.</param>
public sealed record Violation(string Pointer, string Detail);

/// <summary>
/// A training cannot go on, and trying again would not help: a data set that cannot be had, a loss that is not a number.
/// </summary>
public sealed class TrainingFailedException(string message, Exception? inner = null) : DomainException(message, inner);

/// <summary>The host cannot start as it is set up; the message is the one sentence that its operator reads.</summary>
public sealed class StartupException(string message, Exception? inner = null) : DomainException(message, inner);
