namespace Clearsight.Domain;

/// <summary>JSON pointers (RFC 6901) into a request body.</summary>
public static class JsonPointer
{
    /// <param name="names">Of members, or indices, from the outside in; as they are.</param>
    public static string To(params IEnumerable<string> names) =>
        string.Concat(names.Select(name => $"/{name.Replace("~", "~0", StringComparison.Ordinal).Replace("/", "~1", StringComparison.Ordinal)}"));
}
