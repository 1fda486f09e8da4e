using System.Net;
using Clearsight.Api.Hosting;
using Clearsight.Api.Problems;
using Microsoft.Extensions.Options;

namespace Clearsight.Api.Security;

/// <summary>Lets a request through to its endpoint when it carries the key that the endpoint's <see cref="Access"/> needs.</summary>
internal sealed class AccessMiddleware(RequestDelegate next, ApiKeys keys, SignInCookie cookie, IOptions<SecurityOptions> options)
{
    public Task InvokeAsync(HttpContext context)
    {
        if (context.GetEndpoint() is not { } endpoint)
        {
            return next(context);
        }

        var access = endpoint.Access(context.Request.Method);
        var key = PresentedKey.Of(context.Request);
        return Refusal(context, access, key) is { } refusal ? RefuseAsync(context, access, refusal) : next(context);
    }

    private ProblemTable.Entry? Refusal(HttpContext context, Access access, PresentedKey? key)
    {
        if (access == Access.Open)
        {
            return null;
        }

        if (access is Access.Change or Access.Administer or Access.Browse or Access.SignIn && key is not { SentByBrowser: false } && IsFromOtherSite(context.Request))
        {
            return new(ProblemKind.Forbidden, "A page of another site may not change anything here.");
        }

        if (keys.Any)
        {
            return NeedsKey(access) && !keys.Contains(key?.Key) && !cookie.IsValid(context.Request) ? ProblemTable.ForStatus(StatusCodes.Status401Unauthorized) : null;
        }

        if (!IsLoopbackHost(context.Request))
        {
            return new(ProblemKind.Forbidden, "Without an API key the service answers only under the name 'localhost' or a loopback address.");
        }

        return access == Access.Administer && !IsDirectLoopback(context)
            ? new(ProblemKind.Forbidden, "Without an API key this page opens only on the machine that the service runs on.")
            : null;
    }

    private bool NeedsKey(Access access) => access switch
    {
        Access.Open or Access.SignIn => false,
        Access.Read => options.Value.RequireKeyForReads,
        Access.Infer => options.Value.RequireKeyForInference,
        _ => true,
    };

    /// <summary>
    /// A browser names the page that a request comes from in <c>Origin</c>. Requests without a body type that needs
    /// the server's consent reach even a service that listens on loopback only.
    /// </summary>
    private static bool IsFromOtherSite(HttpRequest request) =>
        request.Headers.Origin is [{ } origin]
        && !(Uri.TryCreate(origin, UriKind.Absolute, out var uri)
            && string.Equals(uri.Authority, request.Host.Value, StringComparison.OrdinalIgnoreCase));

    /// <summary>Another site can give its own name the address 127.0.0.1 (DNS rebinding), but not forge the Host header.</summary>
    private static bool IsLoopbackHost(HttpRequest request) => !request.Host.HasValue || ListenAddresses.IsLoopbackHost(request.Host.Host);

    /// <summary>
    /// The connection itself comes from this machine, and no proxy on it forwards for somebody else. The headers can
    /// only take access away: what they claim is never believed.
    /// </summary>
    private static bool IsDirectLoopback(HttpContext context) =>
        context.Connection.RemoteIpAddress is { } address
        && IPAddress.IsLoopback(address)
        && !context.Request.Headers.ContainsKey("X-Forwarded-For")
        && !context.Request.Headers.ContainsKey("Forwarded");

    private static Task RefuseAsync(HttpContext context, Access access, ProblemTable.Entry refusal)
    {
        if (refusal.Kind == ProblemKind.KeyRequired && access == Access.Browse && SignInCookie.CanBeAskedFor(context.Request))
        {
            context.Response.Redirect(SignInCookie.PageFor(context.Request));
            return Task.CompletedTask;
        }

        if (refusal.Kind == ProblemKind.KeyRequired)
        {
            // A browser can ask its user only for basic credentials: any name, the key as the password.
            context.Response.Headers.WWWAuthenticate = access == Access.Administer ? "Basic realm=\"Clearsight\"" : "Bearer realm=\"Clearsight\"";
        }

        return context.WriteProblemAsync(refusal);
    }
}
