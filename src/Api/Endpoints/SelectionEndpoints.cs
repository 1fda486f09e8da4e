using Clearsight.Api.Contracts;
using Clearsight.Api.Documentation;
using Clearsight.Domain;
using Clearsight.Domain.Models;
using Clearsight.Serving.Models;
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
            .WithResponseExample($$"""{ "items": [{{Example}}] }""");
        group.MapGet("/{task}", GetAsync).WithName("GetSelection")
            .WithSummary("Which model version serves a task.")
            .Fails(404)
            .WithResponseExample(Example);
        group.MapPut("/{task}", SelectAsync).WithName("Select")
            .WithSummary("Lets a model version serve a task.")
            .WithDescription("The switch is atomic: requests in flight finish on the version that they started with.")
            .WithMetadata(new RequestSizeLimitAttribute(4096))
            .Fails(400, 404, 409, 413, 415, 422)
            .WithRequestExample("""{ "model": "fashion-classifier:2" }""")
            .WithResponseExample(Example);
        group.MapGet("/{task}/history", HistoryAsync).WithName("GetSelectionHistory")
            .WithSummary("Who switched what when, newest first.")
            .Fails(404, 422)
            .WithResponseExample("""
                {
                  "items": [
                    { "sequence": 7, "model": { "name": "fashion-classifier", "version": 2 }, "since": "2026-01-31T12:00:00+00:00", "by": "api" }
                  ],
                  "nextCursor": null
                }
                """);
        group.MapPost("/{task}/rollback", RollbackAsync).WithName("RollBackSelection")
            .WithSummary("Goes back to what served the task before; a second call goes one further back.")
            .Fails(404, 409)
            .WithResponseExample(Example);
    }

    internal static async Task<Ok<Selections>> ListAsync(ISelectionStore selections, CancellationToken cancellationToken)
    {
        var items = new List<TaskSelection>();
        foreach (var task in TaskKinds.All)
        {
            items.Add(await FindAsync(selections, task, cancellationToken));
        }

        return TypedResults.Ok(new Selections(items));
    }

    /// <param name="task"><c>denoise</c> or <c>classify</c>.</param>
    internal static async Task<Ok<TaskSelection>> GetAsync(string task, ISelectionStore selections, CancellationToken cancellationToken) =>
        TypedResults.Ok(await FindAsync(selections, Parse(task), cancellationToken));

    /// <param name="task"><c>denoise</c> or <c>classify</c>.</param>
    internal static async Task<Ok<TaskSelection>> SelectAsync(
        string task, SelectRequest request, ISelectionStore selections, SelectionFollower follower, CancellationToken cancellationToken)
    {
        var kind = Parse(task);
        var model = ModelReference.TryParse(request.Model, out var reference)
            ? reference
            : throw new InvalidRequestException("/model", $"model must be 'name' or 'name:version', where the name has {Naming.Rule}.");
        var selection = await selections.SelectAsync(kind, model, "api", cancellationToken);

        // Who hears that a model is selected may ask it something the next moment.
        await follower.CatchUpAsync(cancellationToken);
        return TypedResults.Ok(TaskSelection.Of(selection));
    }

    /// <param name="task"><c>denoise</c> or <c>classify</c>.</param>
    internal static async Task<Ok<ListPage<SelectionEntry>>> HistoryAsync(
        string task, [AsParameters] PageQuery page, ISelectionStore selections, CancellationToken cancellationToken) =>
        TypedResults.Ok((await selections.HistoryAsync(Parse(task), page.ToRequest(), cancellationToken)).To(SelectionEntry.Of));

    /// <param name="task"><c>denoise</c> or <c>classify</c>.</param>
    internal static async Task<Ok<TaskSelection>> RollbackAsync(
        string task, ISelectionStore selections, SelectionFollower follower, CancellationToken cancellationToken)
    {
        var selection = await selections.RollbackAsync(Parse(task), cancellationToken);
        await follower.CatchUpAsync(cancellationToken);
        return TypedResults.Ok(TaskSelection.Of(selection));
    }

    private static async Task<TaskSelection> FindAsync(ISelectionStore selections, TaskKind task, CancellationToken cancellationToken) =>
        await selections.FindAsync(task, cancellationToken) is { } selection
            ? TaskSelection.Of(selection)
            : new TaskSelection(task, Model: null, Since: null, By: null);

    private static TaskKind Parse(string task) => TaskKinds.TryParse(task, out var kind)
        ? kind
        : throw new NotFoundException($"There is no task '{task}'; there are: {string.Join(", ", TaskKinds.All.Select(TaskKinds.ToName))}.");

    private const string Example = """
        { "task": "classify", "model": { "name": "fashion-classifier", "version": 2 }, "since": "2026-01-31T12:00:00+00:00", "by": "api" }
        """;
}
