using Clearsight.Api.Contracts;
using Clearsight.Api.Documentation;
using Clearsight.Api.Selecting;
using Clearsight.Domain;
using Clearsight.Domain.Models;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;

namespace Clearsight.Api.Endpoints;

internal static class SelectionEndpoints
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("/selection").WithTags("Selection");
        group.MapGet("/", ListAsync).WithName("ListSelections")
            .WithSummary("Which model version serves each task.")
            .WithResponseExample($$"""{ "items": [{{Example}}], "nextCursor": null }""");
        group.MapGet("/{task}", GetAsync).WithName("GetSelection")
            .WithSummary("Which model version serves a task.")
            .Fails(404)
            .WithResponseExample(Example);
        group.MapPut("/{task}", SelectAsync).WithName("Select")
            .WithSummary("Lets a model version serve a task, or run in the shadow of the one that does.")
            .WithDescription(Description)
            .WithMetadata(new RequestSizeLimitAttribute(4096))
            .Fails(400, 404, 409, 413, 415, 422)
            .WithRequestExample("""{ "model": "fashion-classifier:2", "gate": { "metric": "accuracy", "notWorseThanSelected": true, "tolerance": 0.002 } }""")
            .WithResponseExample(Example);
        group.MapGet("/{task}/history", HistoryAsync).WithName("GetSelectionHistory")
            .WithSummary("Who switched what when, newest first, and which gate it passed.")
            .Fails(404, 422)
            .WithResponseExample($$"""
                {
                  "items": [
                    { "sequence": 8, "model": { "name": "fashion-classifier", "version": 1 }, "since": "2026-01-31T13:00:00+00:00", "by": "rollback", "gate": null },
                    { "sequence": 7, "model": { "name": "fashion-classifier", "version": 2 }, "since": "2026-01-31T12:00:00+00:00", "by": "api", "gate": {{GateExample}} }
                  ],
                  "nextCursor": null
                }
                """);
        group.MapPost("/{task}/rollback", RollbackAsync).WithName("RollBackSelection")
            .WithSummary("Goes back to what served the task before; a second call goes one further back.")
            .WithDescription("No gate is asked. A shadow stays, unless the task goes back to it; one that ended does not come back.")
            .Fails(404, 409)
            .WithResponseExample(Example);
    }

    internal static async Task<Ok<ListPage<TaskSelection>>> ListAsync(ISelectionStore selections, CancellationToken cancellationToken)
    {
        var items = new List<TaskSelection>();
        foreach (var task in TaskKinds.All)
        {
            items.Add(await FindAsync(selections, task, cancellationToken));
        }

        return TypedResults.Ok(ListPages.Whole(items));
    }

    /// <param name="task"><c>denoise</c> or <c>classify</c>.</param>
    internal static async Task<Ok<TaskSelection>> GetAsync(string task, ISelectionStore selections, CancellationToken cancellationToken) =>
        TypedResults.Ok(await FindAsync(selections, Parse(task), cancellationToken));

    /// <param name="task"><c>denoise</c> or <c>classify</c>.</param>
    internal static async Task<Ok<TaskSelection>> SelectAsync(
        string task, SelectRequest request, SelectionChanges changes, ISelectionStore selections, CancellationToken cancellationToken)
    {
        var selection = await changes.ApplyAsync(Parse(task), request, cancellationToken);
        return TypedResults.Ok(await AnswerAsync(selections, selection, cancellationToken));
    }

    /// <param name="task"><c>denoise</c> or <c>classify</c>.</param>
    internal static async Task<Ok<ListPage<SelectionEntry>>> HistoryAsync(
        string task, [AsParameters] PageQuery page, ISelectionStore selections, CancellationToken cancellationToken) =>
        TypedResults.Ok((await selections.HistoryAsync(Parse(task), page.ToRequest(), cancellationToken)).To(SelectionEntry.Of));

    /// <param name="task"><c>denoise</c> or <c>classify</c>.</param>
    internal static async Task<Ok<TaskSelection>> RollbackAsync(
        string task, SelectionChanges changes, ISelectionStore selections, CancellationToken cancellationToken)
    {
        var selection = await changes.RollBackAsync(Parse(task), agreed: null, cancellationToken);
        return TypedResults.Ok(await AnswerAsync(selections, selection, cancellationToken));
    }

    private static async Task<TaskSelection> FindAsync(ISelectionStore selections, TaskKind task, CancellationToken cancellationToken) =>
        TaskSelection.Of(
            task, await selections.FindAsync(task, cancellationToken), await selections.FindShadowAsync(task, cancellationToken));

    private static async Task<TaskSelection> AnswerAsync(ISelectionStore selections, Selection selection, CancellationToken cancellationToken) =>
        TaskSelection.Of(selection.Task, selection, await selections.FindShadowAsync(selection.Task, cancellationToken));

    internal static TaskKind Parse(string task) => TaskKinds.TryParse(task, out var kind)
        ? kind
        : throw new NotFoundException($"There is no task '{task}'; there are: {string.Join(", ", TaskKinds.All.Select(TaskKinds.ToName))}.");

    private const string Description =
        "The switch is atomic: requests in flight finish on the version that they started with. A version that does not load, or does not pass "
        + "the gate, is answered with 409 and nothing changes; of a gate the body's `gate` tells the metric, the value and what was wanted. A gate "
        + "is held against the evaluations that were registered with the versions, on the frozen test split of their data set. "
        + "A shadow is shown a share of the requests that the selected version answers, and nobody gets its answers: `GET /selection/{task}/shadow` "
        + "tells how it does. One that is selected is no shadow any more.";

    private const string GateExample = """
        {
          "metric": "accuracy",
          "value": 0.9417,
          "wanted": 0.9304,
          "selected": { "model": { "name": "fashion-classifier", "version": 1 }, "value": 0.9324 },
          "dataset": { "name": "fashion-mnist", "digest": "sha256:0f1e2d3c4b5a69788796a5b4c3d2e1f00f1e2d3c4b5a69788796a5b4c3d2e1f0" },
          "comparison": "fashion-classifier:2 classifies 0.93 percentage points more of the 10,000 test images rightly than fashion-classifier:1; the difference is significant (McNemar's exact test on the 461 images that only one of them gets right: p < 0.0001)."
        }
        """;

    private const string Example = $$"""
        {
          "task": "classify",
          "model": { "name": "fashion-classifier", "version": 2 },
          "since": "2026-01-31T12:00:00+00:00",
          "by": "api",
          "gate": {{GateExample}},
          "shadow": { "model": { "name": "fashion-transfer", "version": 1 }, "share": 0.1, "since": "2026-01-31T12:00:00+00:00" }
        }
        """;
}
