using Clearsight.Api.Problems;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging.Abstractions;

namespace Clearsight.Api.Tests.Problems;

public sealed class ProblemMiddlewareTests
{
    [Fact]
    public async Task A_client_that_went_away_is_no_error_of_the_service()
    {
        var context = new DefaultHttpContext { RequestAborted = new CancellationToken(canceled: true) };

        await RunAsync(context, stopping: false, new OperationCanceledException());

        Assert.Equal(499, context.Response.StatusCode);
        Assert.Null(context.Response.ContentType);
    }

    [Fact]
    public async Task A_request_that_is_cut_off_by_the_shutdown_may_be_sent_again()
    {
        var context = new DefaultHttpContext();

        await RunAsync(context, stopping: true, new OperationCanceledException());

        Assert.Equal(503, context.Response.StatusCode);
        Assert.Equal("5", context.Response.Headers.RetryAfter);
    }

    [Fact]
    public async Task A_request_that_is_canceled_for_no_reason_is_a_defect()
    {
        var context = new DefaultHttpContext();

        await RunAsync(context, stopping: false, new OperationCanceledException());

        Assert.Equal(500, context.Response.StatusCode);
    }

    [Fact]
    public async Task A_body_that_an_endpoint_wrote_stays_whatever_its_status()
    {
        var context = new DefaultHttpContext { Response = { ContentType = "text/csv", StatusCode = 404 } };

        await new ProblemMiddleware(_ => Task.CompletedTask, new Lifetime(stopping: false), NullLogger<ProblemMiddleware>.Instance).InvokeAsync(context);

        Assert.Equal("text/csv", context.Response.ContentType);
    }

    private static Task RunAsync(HttpContext context, bool stopping, Exception exception) =>
        new ProblemMiddleware(_ => Task.FromException(exception), new Lifetime(stopping), NullLogger<ProblemMiddleware>.Instance)
            .InvokeAsync(context);

    private sealed class Lifetime(bool stopping) : IHostApplicationLifetime
    {
        public CancellationToken ApplicationStarted => new(canceled: true);

        public CancellationToken ApplicationStopping => new(canceled: stopping);

        public CancellationToken ApplicationStopped => CancellationToken.None;

        public void StopApplication()
        {
        }
    }
}
