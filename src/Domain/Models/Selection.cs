namespace Clearsight.Domain.Models;

/// <summary>When a job's model becomes the selected one.</summary>
public enum SelectionRule
{
    Never,

    /// <summary>When no model is selected, or the new one is better on the same test images.</summary>
    IfBetter,
    Always,
}

/// <summary>Which model version serves a task, and since when. The log of these is append-only.</summary>
/// <param name="By">Who switched: <c>shipped</c>, <c>job {id}</c>, <c>api</c>, <c>rollback</c>.</param>
/// <param name="Gate">What it had to pass for it, and how it did; null where nothing was asked.</param>
public sealed record Selection(long Sequence, TaskKind Task, ModelReference Model, DateTimeOffset Since, string By, GateResult? Gate = null);

/// <summary>
/// A version that is shown a share of what the selected one answers, to see how it would do; nobody gets its answers. It is
/// never the selected version: one that becomes so is no shadow any more, and is not again when a rollback takes it back.
/// </summary>
/// <param name="Share">Of the requests, 0..1.</param>
/// <param name="Since">When this version became the shadow.</param>
public sealed record Shadow(TaskKind Task, ModelReference Model, double Share, DateTimeOffset Since)
{
    public const double DefaultShare = 0.1;
}

/// <summary>What is to become otherwise about a task, all of it or nothing. What is null stays.</summary>
public sealed record SelectionChange
{
    /// <summary>The version to select.</summary>
    public ModelReference? Model { get; init; }

    /// <summary>What it passed.</summary>
    public GateResult? Gate { get; init; }

    /// <summary>
    /// The <see cref="Selection.Sequence"/> of what the model was compared with, 0 where nothing was selected. If another
    /// version was selected meanwhile, nothing changes.
    /// </summary>
    public long? ComparedWith { get; init; }

    /// <summary>The attempt at a job that asks for it, which it may while the job is on that attempt.</summary>
    public Jobs.JobAttempt? Attempt { get; init; }

    /// <summary>The version that becomes the shadow, with <see cref="Share"/> or <see cref="Models.Shadow.DefaultShare"/>.</summary>
    public ModelReference? Shadow { get; init; }

    /// <summary>Of the named shadow or, without a name, of the one that there is.</summary>
    public double? Share { get; init; }

    /// <summary>No shadow from now on; not together with a shadow or a share.</summary>
    public bool RemovesShadow { get; init; }
}

/// <summary>A rollback that somebody was asked about: just this one, or none.</summary>
/// <param name="Leaving">The <see cref="Selection.Sequence"/> of the selection that is to end.</param>
/// <param name="To">What takes over.</param>
public sealed record AgreedRollback(long Leaving, ModelReference To);

public interface ISelectionStore
{
    Task<Selection?> FindAsync(TaskKind task, CancellationToken cancellationToken);

    Task<Shadow?> FindShadowAsync(TaskKind task, CancellationToken cancellationToken);

    /// <summary>Newest first.</summary>
    Task<Page<Selection>> HistoryAsync(TaskKind task, PageRequest page, CancellationToken cancellationToken);

    /// <exception cref="NotFoundException">There is no such version.</exception>
    /// <exception cref="ConflictException">The version is of another task.</exception>
    Task<Selection> SelectAsync(TaskKind task, ModelReference model, string by, CancellationToken cancellationToken);

    /// <returns>The selection from now on.</returns>
    /// <exception cref="NotFoundException">There is no such version.</exception>
    /// <exception cref="ConflictException">
    /// A version is of another task, the shadow is the selected version, nothing is selected for it to run beside, there is
    /// none to give a share to, another version was selected meanwhile, or the attempt is over.
    /// </exception>
    Task<Selection> ChangeAsync(TaskKind task, SelectionChange change, string by, CancellationToken cancellationToken);

    /// <summary>Selects what was selected before the present selection; a second rollback goes one further back. A shadow stays, unless it is that.</summary>
    /// <param name="agreed">What somebody agreed to; null for whatever is selected and was before.</param>
    /// <exception cref="ConflictException">Nothing that still exists was selected before, or it is not what was agreed to.</exception>
    Task<Selection> RollbackAsync(TaskKind task, AgreedRollback? agreed, CancellationToken cancellationToken);

    /// <summary>What <see cref="RollbackAsync"/> would select.</summary>
    /// <exception cref="ConflictException">Nothing that still exists was selected before.</exception>
    Task<ModelReference> FindRollbackAsync(TaskKind task, CancellationToken cancellationToken);

    /// <summary>Raised after a selection by this host, or by another that shares its rows; now and then without one.</summary>
    event Action<Selection>? Selected;

    /// <summary>Raised after a task got another shadow or share, or lost its shadow, by this host or another; now and then without that.</summary>
    event Action<TaskKind>? ShadowChanged;
}
