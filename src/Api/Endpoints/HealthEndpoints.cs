using Clearsight.Api.Documentation;
using Clearsight.Api.Health;
using Clearsight.Api.Security;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Clearsight.Api.Endpoints;

internal static class HealthEndpoints
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("/health").WithTags("Operations").Gives(Access.Open);
        group.MapGet("/live", Live).WithName("GetLive")
            .WithSummary("Whether the process runs and answers.")
            .WithResponseExample("""{ "status": "live" }""");
        group.MapGet("/ready", ReadyAsync).WithName("GetReady")
            .WithSummary("Whether the host can do its work: database, storage, models.")
            .WithDescription("Status 503, with the same body, where a part is not well or the host is shutting down.")
            .WithResponseExample("""
                {
                  "status": "ready",
                  "checks": {
                    "database": { "healthy": true, "detail": "It answers." },
                    "storage": { "healthy": true, "detail": "It can be written." },
                    "models": { "healthy": true, "detail": "denoise: impulse-denoiser:1, classify: fashion-classifier:1" }
                  }
                }
                """);
    }

    internal static Ok<Liveness> Live() => TypedResults.Ok(new Liveness("live"));

    internal static async Task<Results<Ok<Readiness>, JsonHttpResult<Readiness>>> ReadyAsync(
        HttpResponse response, ReadinessProbe probe, CancellationToken cancellationToken)
    {
        var readiness = await probe.AskAsync(cancellationToken);
        return readiness.IsReady ? TypedResults.Ok(readiness) : NotReady.Answer(response, readiness);
    }
}
