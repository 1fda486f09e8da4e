using System.Text;

namespace Clearsight.Api.Security;

/// <summary>The key that a request carries.</summary>
/// <param name="SentByBrowser">
/// It came as basic credentials, which a browser adds by itself to requests that another site makes.
/// </param>
internal sealed record PresentedKey(string Key, bool SentByBrowser)
{
    public static PresentedKey? Of(HttpRequest request)
    {
        if (request.Headers["X-Api-Key"] is [{ } key])
        {
            return new(key, SentByBrowser: false);
        }

        if (request.Headers.Authorization is not [{ } authorization])
        {
            return null;
        }

        if (authorization.StartsWith("Bearer ", StringComparison.OrdinalIgnoreCase))
        {
            return new(authorization["Bearer ".Length..].Trim(), SentByBrowser: false);
        }

        return authorization.StartsWith("Basic ", StringComparison.OrdinalIgnoreCase)
            && Password(authorization["Basic ".Length..].Trim()) is { } password
            ? new(password, SentByBrowser: true)
            : null;
    }

    /// <summary>RFC 7617: base64 of <c>user:password</c>. Any user goes.</summary>
    private static string? Password(string credentials)
    {
        var bytes = new byte[credentials.Length];
        if (!Convert.TryFromBase64String(credentials, bytes, out var length))
        {
            return null;
        }

        var text = Encoding.UTF8.GetString(bytes, 0, length);
        var colon = text.IndexOf(':', StringComparison.Ordinal);
        return colon < 0 ? null : text[(colon + 1)..];
    }
}
