using System.Globalization;
using Clearsight.Domain;

namespace Clearsight.Api.Jobs;

/// <summary>Reads the instant that a job is to wait for (RFC 3339). One without an offset would mean another time on each machine.</summary>
internal static class StartTime
{
    private const string Pointer = "/notBefore";
    private const string DateAndTime = "yyyy-MM-dd'T'HH:mm:ss.FFFFFFF";
    private static readonly string[] Formats = [DateAndTime + "'Z'", DateAndTime + "zzz"];

    /// <summary>Further away it is more likely a mistake in the year.</summary>
    private static readonly TimeSpan Furthest = TimeSpan.FromDays(366);

    /// <param name="violations">Takes what is wrong with it.</param>
    /// <returns>In UTC; null where the text is null, or wrong. One that has passed is none to wait for, but is kept.</returns>
    public static DateTimeOffset? Read(string? text, DateTimeOffset now, ICollection<Violation> violations)
    {
        if (text is null)
        {
            return null;
        }

        if (!DateTimeOffset.TryParseExact(
            text.ToUpperInvariant(), Formats, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var instant))
        {
            violations.Add(new Violation(Pointer, "notBefore must be an instant with its offset, such as 2026-01-31T22:00:00Z or 2026-01-31T23:00:00+01:00 (RFC 3339)."));
            return null;
        }

        if (instant - now > Furthest)
        {
            violations.Add(new Violation(Pointer, "notBefore must be within a year from now; a job that waits longer is better sent later."));
            return null;
        }

        return instant;
    }
}
