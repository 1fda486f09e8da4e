using Clearsight.Domain;
using Clearsight.Storage.Database;

namespace Clearsight.Api.Problems;

/// <summary>Turns what goes wrong below it, an exception or a bare status, into a problem of <see cref="ProblemTable"/>.</summary>
internal sealed class ProblemMiddleware(RequestDelegate next, IHostApplicationLifetime lifetime, ILogger<ProblemMiddleware> logger)
{
    // Not a standard status: nginx's "client closed request", for the log only, since nobody is there to read it.
    private const int ClientClosedRequest = 499;

    public async Task InvokeAsync(HttpContext context)
    {
        try
        {
            await next(context);
            if (HasNoBody(context.Response))
            {
                await context.WriteProblemAsync(QueryReading.Problem(context) ?? ProblemTable.ForStatus(context.Response.StatusCode));
            }
        }
        catch (Exception exception) when (context.RequestAborted.IsCancellationRequested)
        {
            logger.LogDebug(exception, "The client went away");
            context.FailedBy(FailureReason.ClientGone);
            if (!context.Response.HasStarted)
            {
                context.Response.StatusCode = ClientClosedRequest;
            }
        }
        catch (Exception exception) when (!context.Response.HasStarted)
        {
            await AnswerAsync(context, exception);
        }
    }

    private Task AnswerAsync(HttpContext context, Exception exception)
    {
        var entry = exception is OperationCanceledException && lifetime.ApplicationStopping.IsCancellationRequested
            ? ProblemTable.ForStatus(StatusCodes.Status503ServiceUnavailable)
            : ProblemTable.For(exception);
        if (entry.Kind == ProblemKind.Internal)
        {
            logger.LogError(exception, "Unhandled exception in {RequestMethod} {RequestPath}", context.Request.Method, context.Request.Path);
        }
        else if (DatabaseOutage.IsCauseOf(exception))
        {
            logger.LogWarning("{RequestMethod} {RequestPath} needs the database: {Problem}", context.Request.Method, context.Request.Path, exception.GetBaseException().Message);
        }
        else if (exception is StoreAwayException)
        {
            logger.LogWarning("{RequestMethod} {RequestPath} needs the bucket: {Problem}", context.Request.Method, context.Request.Path, exception.GetBaseException().Message);
        }

        context.Response.Clear();
        return context.WriteProblemAsync(entry);
    }

    /// <summary>A file answers a range that it does not have (416) with its own content type, but without a byte.</summary>
    private static bool HasNoBody(HttpResponse response) =>
        response.StatusCode >= 400
        && !response.HasStarted
        && response.ContentLength is null or 0
        && (string.IsNullOrEmpty(response.ContentType) || response.StatusCode == StatusCodes.Status416RangeNotSatisfiable);
}
