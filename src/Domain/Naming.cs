using System.Text.RegularExpressions;

namespace Clearsight.Domain;

/// <summary>The one form that names of models and data sets take, so that a name is always safe in a URL and in a path.</summary>
public static partial class Naming
{
    public const string Rule = "1 to 64 characters: lower-case letters, digits and hyphens, not starting with a hyphen";

    public static bool IsValid(string? name) => name is not null && Pattern().IsMatch(name);

    [GeneratedRegex(@"\A[a-z0-9][a-z0-9-]{0,63}\z", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Pattern();
}
