namespace Clearsight.Api.Dashboard;

/// <summary>
/// Turns pages away that connect again while the host shuts down. Their sockets are closed at the beginning of the shutdown;
/// one that opened after that would hold it up until its time is over, and all that stops later would be cut off.
/// </summary>
internal sealed class NoNewCircuits(RequestDelegate next, IHostApplicationLifetime lifetime)
{
    public Task InvokeAsync(HttpContext context)
    {
        if (!lifetime.ApplicationStopping.IsCancellationRequested || !context.Request.Path.StartsWithSegments("/_blazor", StringComparison.Ordinal))
        {
            return next(context);
        }

        context.Response.StatusCode = StatusCodes.Status503ServiceUnavailable;
        context.Response.Headers.Connection = "close";
        return Task.CompletedTask;
    }
}
