using Clearsight.Domain;
using Clearsight.Domain.Models;
using Clearsight.Storage.Database;
using Microsoft.EntityFrameworkCore;

namespace Clearsight.Storage.Models;

/// <summary>
/// The append-only log of selections; the newest row of a task is its selection. Each row points to the one that a
/// rollback from it goes to: a selection to the row before it, a rollback to where the restored one pointed. So
/// rolling back again goes further back instead of to and fro.
/// </summary>
internal sealed class SelectionStore(IDbContextFactory<ClearsightDbContext> databases, TimeProvider time) : ISelectionStore
{
    public event Action<Selection>? Selected;

    public async Task<Selection?> FindAsync(TaskKind task, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var row = await CurrentAsync(db, task, cancellationToken);
        return row is null ? null : ToSelection(row);
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
        return Cursor.Page([.. rows.Select(ToSelection)], limit, selection => selection.Sequence.ToString());
    }

    public async Task<Selection> SelectAsync(TaskKind task, ModelReference model, string by, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        var version = await db.ModelVersions
            .Where(row => row.Name == model.Name && (model.Version == null || row.Version == model.Version))
            .OrderByDescending(row => row.Version)
            .FirstOrDefaultAsync(cancellationToken)
            ?? throw new NotFoundException($"There is no model version '{model}'.");
        if (version.Task != task)
        {
            throw new ConflictException(
                $"The model version '{version.Name}:{version.Version}' is for the task {version.Task.ToName()} and cannot serve {task.ToName()}.");
        }

        var current = await CurrentAsync(db, task, cancellationToken);
        if (current is not null && current.ModelName == version.Name && current.ModelVersion == version.Version)
        {
            return ToSelection(current);
        }

        return await AppendAsync(db, transaction, task, version.Name, version.Version, by, current?.Sequence, cancellationToken);
    }

    public async Task<Selection> RollbackAsync(TaskKind task, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        var current = await CurrentAsync(db, task, cancellationToken);
        for (var previous = current?.Previous; previous is not null;)
        {
            var row = await db.Selections.SingleAsync(row => row.Sequence == previous, cancellationToken);
            var differs = row.ModelName != current!.ModelName || row.ModelVersion != current.ModelVersion;
            if (differs && await db.ModelVersions.AnyAsync(
                version => version.Name == row.ModelName && version.Version == row.ModelVersion, cancellationToken))
            {
                return await AppendAsync(db, transaction, task, row.ModelName, row.ModelVersion, "rollback", row.Previous, cancellationToken);
            }

            previous = row.Previous;
        }

        throw new ConflictException(current is null
            ? $"No model was ever selected for {task.ToName()}."
            : $"'{current.ModelName}:{current.ModelVersion}' is selected for {task.ToName()}, and nothing that still exists was selected before it.");
    }

    internal static Task<SelectionRow?> CurrentAsync(ClearsightDbContext db, TaskKind task, CancellationToken cancellationToken) =>
        db.Selections.Where(row => row.Task == task).OrderByDescending(row => row.Sequence).FirstOrDefaultAsync(cancellationToken);

    private async Task<Selection> AppendAsync(
        ClearsightDbContext db,
        Microsoft.EntityFrameworkCore.Storage.IDbContextTransaction transaction,
        TaskKind task,
        string name,
        int version,
        string by,
        long? previous,
        CancellationToken cancellationToken)
    {
        var row = new SelectionRow
        {
            Task = task,
            ModelName = name,
            ModelVersion = version,
            Since = time.GetUtcNow(),
            By = by,
            Previous = previous,
        };
        db.Selections.Add(row);
        await db.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        var selection = ToSelection(row);
        Selected?.Invoke(selection);
        return selection;
    }

    private static Selection ToSelection(SelectionRow row) =>
        new(row.Sequence, row.Task, new ModelReference(row.ModelName, row.ModelVersion), row.Since, row.By);
}
