namespace Clearsight.Domain;

/// <summary>One page of a list; <paramref name="NextCursor"/> is null on the last one.</summary>
public sealed record Page<T>(IReadOnlyList<T> Items, string? NextCursor);

/// <summary>Which page: at most <paramref name="Limit"/> items (1..200) after the one that <paramref name="Cursor"/> names.</summary>
public sealed record PageRequest(int Limit = PageRequest.DefaultLimit, string? Cursor = null)
{
    public const int DefaultLimit = 50;
    public const int MaximumLimit = 200;
}
