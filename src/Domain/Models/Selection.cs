namespace Clearsight.Domain.Models;

/// <summary>When a job's model becomes the selected one.</summary>
public enum SelectionRule
{
    Never,

    /// <summary>When no model is selected, or the new one is better on the test split of the same data set.</summary>
    IfBetter,
    Always,
}

/// <summary>Which model version serves a task, and since when. The log of these is append-only.</summary>
/// <param name="By">Who switched: <c>shipped</c>, <c>job {id}</c>, <c>api</c>, <c>rollback</c>.</param>
public sealed record Selection(long Sequence, TaskKind Task, ModelReference Model, DateTimeOffset Since, string By);

public interface ISelectionStore
{
    Task<Selection?> FindAsync(TaskKind task, CancellationToken cancellationToken);

    /// <summary>Newest first.</summary>
    Task<Page<Selection>> HistoryAsync(TaskKind task, PageRequest page, CancellationToken cancellationToken);

    /// <exception cref="NotFoundException">There is no such version.</exception>
    /// <exception cref="ConflictException">The version is of another task.</exception>
    Task<Selection> SelectAsync(TaskKind task, ModelReference model, string by, CancellationToken cancellationToken);

    /// <summary>Selects what was selected before the present selection; a second rollback goes one further back.</summary>
    /// <exception cref="ConflictException">Nothing that still exists was selected before.</exception>
    Task<Selection> RollbackAsync(TaskKind task, CancellationToken cancellationToken);

    /// <summary>Raised after a selection in this process.</summary>
    event Action<Selection>? Selected;
}
