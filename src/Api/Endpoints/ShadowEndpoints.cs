using Clearsight.Api.Contracts;
using Clearsight.Api.Documentation;
using Clearsight.Domain;
using Clearsight.Domain.Models;
using Clearsight.Serving.Models;
using Clearsight.Serving.Shadows;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Clearsight.Api.Endpoints;

/// <summary>The version that is shown a share of what the selected one answers.</summary>
internal static class ShadowEndpoints
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("/selection/{task}/shadow").WithTags("Selection");
        group.MapGet("/", GetAsync).WithName("GetShadow")
            .WithSummary("How the shadow of a task does beside the version that serves it.")
            .WithDescription(
                "It is shown a share of what `/classify`, `/denoise`, their batches (each image counts as a request) and, by the task's name, `/v2` answer: beside the answer, by a thread that requests go before, and only while the machine "
                + "has a place to spare. Requests that name their model are not counted. `PUT /selection/{task}` sets a shadow and its share.")
            .Fails(404)
            .WithResponseExample(Example);
        group.MapDelete("/", DeleteAsync).WithName("EndShadow")
            .WithSummary("Ends the shadow of a task; its counts go with it.")
            .Fails(404);
    }

    /// <param name="task"><c>denoise</c> or <c>classify</c>.</param>
    internal static async Task<Ok<ShadowDetails>> GetAsync(
        string task, ISelectionStore selections, ShadowTraffic shadows, CancellationToken cancellationToken)
    {
        var shadow = await FindAsync(selections, SelectionEndpoints.Parse(task), cancellationToken);
        return TypedResults.Ok(ShadowDetails.Of(shadow, shadows.Find(shadow.Task)));
    }

    /// <param name="task"><c>denoise</c> or <c>classify</c>.</param>
    internal static async Task<NoContent> DeleteAsync(
        string task, ISelectionStore selections, SelectionFollower follower, CancellationToken cancellationToken)
    {
        var shadow = await FindAsync(selections, SelectionEndpoints.Parse(task), cancellationToken);
        await selections.ChangeAsync(shadow.Task, new SelectionChange { RemovesShadow = true }, "api", cancellationToken);
        await follower.CatchUpAsync(cancellationToken);
        return TypedResults.NoContent();
    }

    private static async Task<Shadow> FindAsync(ISelectionStore selections, TaskKind task, CancellationToken cancellationToken) =>
        await selections.FindShadowAsync(task, cancellationToken)
        ?? throw new NotFoundException(
            $"{task.ToName()} has no shadow; PUT /selection/{task.ToName()} with {{\"shadow\": \"name:version\"}} lets a version run in that of the selected one.");

    private const string Example = """
        {
          "task": "classify",
          "selected": { "name": "fashion-classifier", "version": 2 },
          "shadow": { "name": "fashion-classifier-wide", "version": 1 },
          "share": 0.1,
          "since": "2026-01-31T12:00:00+00:00",
          "problem": null,
          "requests": { "seen": 20480, "shadowed": 1986, "dropped": 61, "errors": 0, "lastError": null },
          "agreement": { "images": 1986, "sameLabel": 0.957, "meanProbabilityDifference": 0.011, "meanPixelDifference": null, "psnr": null },
          "latency": { "selected": { "p50": 0.31, "p90": 0.42, "p99": 0.9 }, "shadow": { "p50": 1.6, "p90": 2.1, "p99": 4.8 } }
        }
        """;
}
