using Clearsight.Api.Security;
using Clearsight.Api.Telemetry;
using Microsoft.Extensions.Options;

namespace Clearsight.Api.Endpoints;

internal static class MetricsEndpoint
{
    /// <summary>Reading, as that of jobs and models is: it tells of how much goes on here and by which models, and of no content.</summary>
    public static void Map(WebApplication app)
    {
        if (!app.Services.GetRequiredService<IOptions<TelemetryOptions>>().Value.Metrics)
        {
            return;
        }

        // The exporter is a middleware; by a handler it gets the place in the document that every endpoint has.
        var scrape = ((IApplicationBuilder)app).New().UseOpenTelemetryPrometheusScrapingEndpoint(_ => true).Build();
        app.MapGet("/metrics", Task (HttpContext context, CancellationToken _) => scrape(context)).WithTags("Operations").WithName("GetMetrics")
            .WithSummary("What the host has counted and measured since it started, as Prometheus reads it.")
            .WithDescription("The Prometheus text format 0.0.4, or OpenMetrics 1.0 where 'Accept' prefers it. docs/operations.md has a table of every metric.")
            .Gives(Access.Read)
            .Produces<string>(StatusCodes.Status200OK, "text/plain");
    }
}
