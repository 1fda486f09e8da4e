using Microsoft.AspNetCore.Components.Endpoints;

namespace Clearsight.Api.Dashboard;

/// <summary>Tells browsers that a page of the dashboard takes nothing from anywhere else and lies in no other site's frame.</summary>
internal sealed class PageHeaders(RequestDelegate next)
{
    // Styles: MudBlazor writes its theme and the places of its popovers into the page. Pictures: "data" and "blob" are what
    // somebody draws or pastes.
    private const string Policy =
        "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; font-src 'self'; "
        + "connect-src 'self'; media-src 'self' blob:; form-action 'self'; base-uri 'self'; frame-ancestors 'none'";

    public Task InvokeAsync(HttpContext context)
    {
        if (context.GetEndpoint()?.Metadata.GetMetadata<ComponentTypeMetadata>() is not null)
        {
            var headers = context.Response.Headers;
            headers.ContentSecurityPolicy = Policy;
            headers.XContentTypeOptions = "nosniff";
            headers["Referrer-Policy"] = "same-origin";
            headers["Permissions-Policy"] = "camera=(self), microphone=(), geolocation=()";
        }

        return next(context);
    }
}
