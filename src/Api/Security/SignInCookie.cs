using System.Security.Cryptography;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.WebUtilities;

namespace Clearsight.Api.Security;

/// <summary>
/// What the sign-in page leaves in a browser in place of the key: the key's digest, sealed and for a week. Scripts cannot
/// read it, other sites' requests do not carry it, and it opens nothing any more once its key is out of the options.
/// </summary>
internal sealed class SignInCookie(IDataProtectionProvider protection, ApiKeys keys)
{
    public const string Page = "/sign-in";

    private const string Name = "clearsight-sign-in";
    private static readonly TimeSpan Lifetime = TimeSpan.FromDays(7);

    private readonly ITimeLimitedDataProtector _seal = protection.CreateProtector("Clearsight.SignIn").ToTimeLimitedDataProtector();

    /// <returns>Whether the key is one of this host's; then the browser has its cookie.</returns>
    public bool TryGive(HttpContext context, string key)
    {
        if (!keys.Contains(key))
        {
            return false;
        }

        var value = WebEncoders.Base64UrlEncode(_seal.Protect(ApiKeys.DigestOf(key), Lifetime));
        context.Response.Cookies.Append(Name, value, Options(context.Request, Lifetime));
        return true;
    }

    public static void Take(HttpContext context) => context.Response.Cookies.Delete(Name, Options(context.Request, lifetime: null));

    public bool IsValid(HttpRequest request)
    {
        if (!request.Cookies.TryGetValue(Name, out var value))
        {
            return false;
        }

        try
        {
            return keys.ContainsDigest(_seal.Unprotect(WebEncoders.Base64UrlDecode(value)));
        }
        catch (Exception exception) when (exception is FormatException or CryptographicException)
        {
            return false;
        }
    }

    /// <summary>A browser that opens a page, not a program or the socket of a page that is open already.</summary>
    public static bool CanBeAskedFor(HttpRequest request) =>
        HttpMethods.IsGet(request.Method) && request.Headers.Accept.ToString().Contains("text/html", StringComparison.OrdinalIgnoreCase);

    /// <summary>The sign-in page, which leads back to what was asked for.</summary>
    public static string PageFor(HttpRequest request) =>
        QueryHelpers.AddQueryString(Page, "returnUrl", request.PathBase + request.Path + request.QueryString);

    private static CookieOptions Options(HttpRequest request, TimeSpan? lifetime) => new()
    {
        HttpOnly = true,
        SameSite = SameSiteMode.Strict,
        Secure = request.IsHttps,
        MaxAge = lifetime,
        IsEssential = true,
    };
}
