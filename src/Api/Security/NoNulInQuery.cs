using Clearsight.Domain;

namespace Clearsight.Api.Security;

/// <summary>Refuses a NUL in the query, as Kestrel does in the path: SQLite searches for such a text, PostgreSQL has none.</summary>
internal sealed class NoNulInQuery(RequestDelegate next)
{
    /// <exception cref="MalformedRequestException">There is one.</exception>
    public Task InvokeAsync(HttpContext context) => context.Request.QueryString.Value?.Contains("%00", StringComparison.Ordinal) is true
        ? throw new MalformedRequestException("The query has a NUL character (%00), which no text here can have.")
        : next(context);
}
