using Clearsight.Api.Security;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Clearsight.Api.Dashboard;

internal static class SignOut
{
    public const string Path = "/sign-out";

    public static void Map(IEndpointRouteBuilder routes) => routes.MapPost(Path, Leave).Gives(Access.Browse).DisableAntiforgery().ExcludeFromDescription();

    private static RedirectHttpResult Leave(HttpContext context)
    {
        SignInCookie.Take(context);
        return TypedResults.Redirect(SignInCookie.Page);
    }
}
