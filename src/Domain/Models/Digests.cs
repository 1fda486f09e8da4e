using System.Text.RegularExpressions;

namespace Clearsight.Domain.Models;

/// <summary>The one form that digests take.</summary>
public static partial class Digests
{
    public const string Rule = "'sha256:' and 64 hexadecimal digits in lower case";

    public static bool IsValid(string? digest) => digest is not null && Pattern().IsMatch(digest);

    [GeneratedRegex(@"\Asha256:[0-9a-f]{64}\z", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Pattern();
}
