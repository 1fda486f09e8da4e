using System.Buffers.Text;
using System.Text;
using Clearsight.Domain;

namespace Clearsight.Storage.Database;

/// <summary>
/// Pages by key: a cursor holds the key of the last item of the page before, so that items that come or go meanwhile
/// neither repeat nor hide others. It is opaque to clients.
/// </summary>
internal static class Cursor
{
    /// <exception cref="InvalidRequestException">The limit is out of range.</exception>
    public static int CheckedLimit(PageRequest page) => page.Limit is >= 1 and <= PageRequest.MaximumLimit
        ? page.Limit
        : throw new InvalidRequestException("limit", $"limit must be a whole number from 1 to {PageRequest.MaximumLimit}.");

    /// <summary>The key in the page's cursor, null for the first page.</summary>
    /// <exception cref="InvalidRequestException">The cursor was not made here, or for another list.</exception>
    public static string? Key(PageRequest page, Func<string, bool> isKey)
    {
        if (page.Cursor is null)
        {
            return null;
        }

        if (Base64Url.IsValid(page.Cursor)
            && Encoding.UTF8.GetString(Base64Url.DecodeFromChars(page.Cursor)) is var key && isKey(key))
        {
            return key;
        }

        throw new InvalidRequestException("cursor", "cursor is not one that this list gave out; leave it out to start from the beginning.");
    }

    /// <param name="items">One more than the page holds, if there is one more.</param>
    public static Page<T> Page<T>(IReadOnlyList<T> items, int limit, Func<T, string> key) => items.Count <= limit
        ? new Page<T>(items, null)
        : new Page<T>([.. items.Take(limit)], Base64Url.EncodeToString(Encoding.UTF8.GetBytes(key(items[limit - 1]))));
}
