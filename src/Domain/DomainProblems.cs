namespace Clearsight.Domain;

/// <summary>Something a caller asked for cannot be done; the message is a sentence for that caller.</summary>
public abstract class DomainException(string message, Exception? inner = null) : Exception(message, inner);

/// <summary>There is no such job, model, data set, recipe or checkpoint.</summary>
public sealed class NotFoundException(string message) : DomainException(message);

/// <summary>The request contradicts the present state; the message says which state, and what depends on it.</summary>
public sealed class ConflictException(string message) : DomainException(message);

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

/// <param name="Pointer">JSON pointer (RFC 6901) into the request body, or the name of a query parameter.</param>
/// <param name="Detail">A sentence that says what is allowed.</param>
public sealed record Violation(string Pointer, string Detail);

/// <summary>
/// A training cannot go on, and trying again would not help: a data set that cannot be had, a loss that is not a number.
/// </summary>
public sealed class TrainingFailedException(string message, Exception? inner = null) : DomainException(message, inner);
