using Clearsight.Domain;
using Clearsight.Domain.Models;
using Clearsight.Storage.Database;
using Clearsight.Storage.Jobs;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage;

namespace Clearsight.Storage.Models;

/// <summary>
/// The append-only log of selections; the newest row of a task is its selection. Each row points to the one that a
/// rollback from it goes to: a selection to the row before it, a rollback to where the restored one pointed. So
/// rolling back again goes further back instead of to and fro. Shadows have rows of their own: <see cref="ShadowRows"/>.
/// </summary>
internal sealed class SelectionStore(IDbContextFactory<ClearsightDbContext> databases, TimeProvider time) : ISelectionStore
{
    public event Action<Selection>? Selected;

    public event Action<TaskKind>? ShadowChanged;

    /// <summary>Tells what this host has changed, and knows, from what others have.</summary>
    internal string Host { get; } = Guid.NewGuid().ToString("N");

    public async Task<Selection?> FindAsync(TaskKind task, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var row = await CurrentAsync(db, task, cancellationToken);
        return row?.ToSelection();
    }

    public async Task<Shadow?> FindShadowAsync(TaskKind task, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var row = await db.Shadows.SingleOrDefaultAsync(row => row.Task == task, cancellationToken);
        return row?.ToShadow();
    }

    public async Task<Page<Selection>> HistoryAsync(TaskKind task, PageRequest page, CancellationToken cancellationToken)
    {
        var limit = Cursor.CheckedLimit(page);
        var before = Cursor.Key(page, key => long.TryParse(key, out _)) is { } key ? long.Parse(key) : long.MaxValue;
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var rows = await db.Selections
            .Where(row => row.Task == task && row.Sequence < before)
            .OrderByDescending(row => row.Sequence)
            .Take(limit + 1)
            .ToListAsync(cancellationToken);
        return Cursor.Page([.. rows.Select(row => row.ToSelection())], limit, selection => selection.Sequence.ToString());
    }

    public Task<Selection> SelectAsync(TaskKind task, ModelReference model, string by, CancellationToken cancellationToken) =>
        ChangeAsync(task, new SelectionChange { Model = model }, by, cancellationToken);

    public async Task<Selection> ChangeAsync(TaskKind task, SelectionChange change, string by, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        await Fence.PassAsync(db, change.Attempt, cancellationToken);
        await db.LockRegistryAsync(cancellationToken);
        var current = await CurrentAsync(db, task, cancellationToken);
        if (change.ComparedWith is { } compared && current is not null && current.Sequence != compared)
        {
            throw new SelectionMovedException(
                $"'{current.ModelName}:{current.ModelVersion}' was selected for {task.ToName()} while the version before it was compared with; nothing is changed. Send the request again.");
        }

        var selected = current;
        if (change.Model is not null)
        {
            var version = await db.VersionAsync(task, change.Model, cancellationToken);
            var stays = current is not null && current.ModelName == version.Name && current.ModelVersion == version.Version;
            selected = stays ? current : Row(task, version.Name, version.Version, by, current?.Sequence, change.Gate);
        }

        return await CommitAsync(
            db,
            transaction,
            current,
            selected ?? throw new ConflictException($"No model is selected for {task.ToName()}, and a shadow runs beside one; select one first."),
            change,
            cancellationToken);
    }

    public async Task<Selection> RollbackAsync(TaskKind task, AgreedRollback? agreed, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        await db.LockRegistryAsync(cancellationToken);
        var current = await CurrentAsync(db, task, cancellationToken);
        if (agreed is not null && current is not null && current.Sequence != agreed.Leaving)
        {
            throw new SelectionMovedException($"'{current.ModelName}:{current.ModelVersion}' was selected for {task.ToName()} meanwhile; nothing is changed.");
        }

        var before = await BeforeAsync(db, task, current, cancellationToken);
        if (agreed is not null && new ModelReference(before.ModelName, before.ModelVersion) != agreed.To)
        {
            throw new SelectionMovedException($"'{agreed.To}' was deleted meanwhile, and '{before.ModelName}:{before.ModelVersion}' is what was selected before it; nothing is changed.");
        }

        var restored = Row(task, before.ModelName, before.ModelVersion, "rollback", before.Previous, gate: null);
        return await CommitAsync(db, transaction, current, restored, new SelectionChange(), cancellationToken);
    }

    public async Task<ModelReference> FindRollbackAsync(TaskKind task, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var before = await BeforeAsync(db, task, await CurrentAsync(db, task, cancellationToken), cancellationToken);
        return new ModelReference(before.ModelName, before.ModelVersion);
    }

    /// <summary>Another host has changed what is selected, or what runs in its shadow.</summary>
    internal async Task AnnounceAsync(TaskKind task, CancellationToken cancellationToken)
    {
        if (await FindAsync(task, cancellationToken) is { } selection)
        {
            Selected?.Invoke(selection);
            ShadowChanged?.Invoke(task);
        }
    }

    internal static Task<SelectionRow?> CurrentAsync(ClearsightDbContext db, TaskKind task, CancellationToken cancellationToken) =>
        db.Selections.Where(row => row.Task == task).OrderByDescending(row => row.Sequence).FirstOrDefaultAsync(cancellationToken);

    /// <summary>The row that a rollback from the current one restores.</summary>
    private static async Task<SelectionRow> BeforeAsync(
        ClearsightDbContext db, TaskKind task, SelectionRow? current, CancellationToken cancellationToken)
    {
        for (var previous = current?.Previous; previous is not null;)
        {
            var row = await db.Selections.SingleAsync(row => row.Sequence == previous, cancellationToken);
            var differs = row.ModelName != current!.ModelName || row.ModelVersion != current.ModelVersion;
            if (differs && await db.ModelVersions.AnyAsync(
                version => version.Name == row.ModelName && version.Version == row.ModelVersion, cancellationToken))
            {
                return row;
            }

            previous = row.Previous;
        }

        throw new ConflictException(current is null
            ? $"No model was ever selected for {task.ToName()}."
            : $"'{current.ModelName}:{current.ModelVersion}' is selected for {task.ToName()}, and nothing that still exists was selected before it.");
    }

    /// <summary>Also where the shadow is not asked about: what is selected is no shadow any more.</summary>
    private async Task<Selection> CommitAsync(
        ClearsightDbContext db,
        IDbContextTransaction transaction,
        SelectionRow? current,
        SelectionRow selected,
        SelectionChange change,
        CancellationToken cancellationToken)
    {
        var shadowChanged = await ShadowRows.ChangeAsync(db, selected, change, time.GetUtcNow(), cancellationToken);
        if (selected != current)
        {
            db.Selections.Add(selected);
        }

        await db.SaveChangesAsync(cancellationToken);
        await db.TellAsync(HostNews.Selection, $"{selected.Task.ToName()} {Host}", cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        var selection = selected.ToSelection();
        if (selected != current)
        {
            Selected?.Invoke(selection);
        }

        if (shadowChanged)
        {
            ShadowChanged?.Invoke(selection.Task);
        }

        return selection;
    }

    private SelectionRow Row(TaskKind task, string name, int version, string by, long? previous, GateResult? gate) => new()
    {
        Task = task,
        ModelName = name,
        ModelVersion = version,
        Since = time.GetUtcNow(),
        By = by,
        Previous = previous,
        Gate = gate is null ? null : StorageJson.Write(gate),
    };
}
