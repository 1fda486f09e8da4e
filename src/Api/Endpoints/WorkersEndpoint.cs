using Clearsight.Api.Documentation;
using Clearsight.Domain;
using Clearsight.Domain.Jobs;
using Clearsight.Workers;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Clearsight.Api.Endpoints;

internal static class WorkersEndpoint
{
    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapGet("/workers", ListAsync).WithTags("Operations").WithName("ListWorkers")
            .WithSummary("The workers of this host, and of all that share its database: what each computes on, the job it is on, its last sign of life.")
            .WithDescription("A worker trains one job at a time. The heartbeat of a busy one comes from its training, several times a second; an old one means that the training is stuck. One that was lost stays in the list for some minutes. The list is empty where no host trains.")
            .WithResponseExample("""
                {
                  "items": [
                    {
                      "name": "workstation/1",
                      "host": "workstation",
                      "role": "all",
                      "device": "cpu",
                      "threads": 2,
                      "currentJob": "019ab3c2d4e57f60a1b2c3d4e5f60718",
                      "lastHeartbeat": "2026-05-04T09:30:00.25+00:00"
                    }
                  ],
                  "nextCursor": null
                }
                """);

    private static async Task<Ok<Page<WorkerState>>> ListAsync(WorkerDirectory workers, CancellationToken cancellationToken) =>
        TypedResults.Ok(new Page<WorkerState>(await workers.ListAsync(cancellationToken), null));
}
