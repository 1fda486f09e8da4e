using Clearsight.Domain;
using Clearsight.Domain.Models;

namespace Clearsight.Api.Contracts;

/// <summary>Which model version serves a task.</summary>
/// <param name="Model">Null while none serves it; then the other fields are null, too.</param>
/// <param name="By">Who switched: <c>shipped</c>, <c>job {id}</c>, <c>api</c>, <c>rollback</c>.</param>
public sealed record TaskSelection(TaskKind Task, ModelName? Model, DateTimeOffset? Since, string? By)
{
    internal static TaskSelection Of(Selection selection) =>
        new(selection.Task, ModelName.Of(selection.Model), selection.Since, selection.By);
}

/// <summary>The selection of every task.</summary>
public sealed record Selections(IReadOnlyList<TaskSelection> Items);

/// <param name="Model"><c>name:version</c>, or <c>name</c> for its newest version.</param>
public sealed record SelectRequest(string Model);

/// <summary>An entry of the append-only log of a task's selections.</summary>
/// <param name="Sequence">Grows with every selection.</param>
public sealed record SelectionEntry(long Sequence, ModelName Model, DateTimeOffset Since, string By)
{
    internal static SelectionEntry Of(Selection selection) =>
        new(selection.Sequence, ModelName.Of(selection.Model), selection.Since, selection.By);
}
