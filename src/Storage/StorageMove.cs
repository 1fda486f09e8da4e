using Clearsight.Domain;
using Clearsight.Storage.Database;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;

namespace Clearsight.Storage;

/// <summary>
/// Moves the rows of a storage directory from its SQLite file into a PostgreSQL database, all of them or none. The files
/// stay where they are. The SQLite file is kept under another name, so that no host goes on with it by mistake.
/// </summary>
public sealed class StorageMove
{
    /// <summary>Rows that are in memory at a time, and in one round trip or few.</summary>
    private const int Batch = 1000;

    /// <summary>The rows bring their numbers with them, and the next ones that the server gives have to be new.</summary>
    private static readonly string[] ContinueNumbers =
    [
        """SELECT setval(pg_get_serial_sequence('"JobLog"', 'Sequence'), (SELECT coalesce(max("Sequence"), 0) + 1 FROM "JobLog"), false)""",
        """SELECT setval(pg_get_serial_sequence('"Selections"', 'Sequence'), (SELECT coalesce(max("Sequence"), 0) + 1 FROM "Selections"), false)""",
    ];

    private readonly StorageLayout _layout;
    private readonly IRowDatabase _target;
    private readonly IDbContextFactory<ClearsightDbContext> _contexts;

    internal StorageMove(StorageLayout layout, IRowDatabase target, IDbContextFactory<ClearsightDbContext> contexts) =>
        (_layout, _target, _contexts) = (layout, target, contexts);

    /// <returns>What was moved, as a sentence.</returns>
    /// <exception cref="StartupException">
    /// The configured database is not PostgreSQL's, cannot be used, or has rows already; there is no SQLite file; or a host
    /// is at work on the directory.
    /// </exception>
    public async Task<string> RunAsync(CancellationToken cancellationToken)
    {
        if (!_target.IsShared)
        {
            throw new StartupException("ConnectionStrings:Clearsight has to name the PostgreSQL database to move to: 'Host=…;Database=…;Username=…;Password=…'.");
        }

        if (!File.Exists(_layout.DatabaseFile))
        {
            throw new StartupException($"There is no '{_layout.DatabaseFile}' to move from; set Storage:Directory to the directory that has it.");
        }

        using var alone = HeldFile.Take(_layout.LockFile, _layout.Root);
        await using var first = await _target.EnterAsync("start", cancellationToken);
        await _target.PrepareAsync(_contexts, cancellationToken);
        var moved = await MoveAsync(cancellationToken);
        var kept = _layout.DatabaseFile + ".moved";
        File.Move(_layout.DatabaseFile, kept, overwrite: true);
        return $"{moved} The SQLite file is kept as '{kept}'.";
    }

    private async Task<string> MoveAsync(CancellationToken cancellationToken)
    {
        using var sqlite = new SqliteDatabase(configured: null, _layout);
        var options = new DbContextOptionsBuilder<ClearsightDbContext>();
        sqlite.Configure(options);
        var sources = new PooledDbContextFactory<ClearsightDbContext>(options.Options, poolSize: 1);
        await sqlite.PrepareAsync(sources, cancellationToken);

        await using var source = await sources.CreateDbContextAsync(cancellationToken);
        await using var target = await _contexts.CreateDbContextAsync(cancellationToken);
        if (await target.Jobs.AnyAsync(cancellationToken) || await target.ModelNames.AnyAsync(cancellationToken))
        {
            throw new StartupException("The PostgreSQL database has jobs or models already; move into one that no host was started on yet.");
        }

        await using var transaction = await target.Database.BeginTransactionAsync(cancellationToken);
        var (jobs, versions) = await CopyAsync(source, target, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return $"{jobs} jobs and {versions} model versions were moved, with everything that belongs to them.";
    }

    /// <summary>In an order in which what a row refers to is there before it.</summary>
    private static async Task<(int Jobs, int Versions)> CopyAsync(ClearsightDbContext source, ClearsightDbContext target, CancellationToken cancellationToken)
    {
        var jobs = await CopyAsync(source.Jobs.Include(job => job.Tags).OrderBy(job => job.Id), target, cancellationToken);
        await CopyAsync(source.Metrics.OrderBy(metric => metric.JobId), target, cancellationToken);
        await CopyAsync(source.Events.OrderBy(happened => happened.JobId), target, cancellationToken);
        await CopyAsync(source.Log.OrderBy(line => line.Sequence), target, cancellationToken);
        await CopyAsync(source.ModelNames, target, cancellationToken);
        var versions = await CopyAsync(source.ModelVersions, target, cancellationToken);
        await CopyAsync(source.DeletedModels, target, cancellationToken);
        await CopyAsync(source.Selections.OrderBy(selection => selection.Sequence), target, cancellationToken);
        await CopyAsync(source.Shadows, target, cancellationToken);
        await CopyAsync(source.IdempotencyKeys, target, cancellationToken);
        foreach (var command in ContinueNumbers)
        {
            await target.Database.ExecuteSqlRawAsync(command, cancellationToken);
        }

        return (jobs, versions);
    }

    private static async Task<int> CopyAsync<TRow>(IQueryable<TRow> rows, ClearsightDbContext target, CancellationToken cancellationToken)
        where TRow : class
    {
        var count = 0;
        await foreach (var row in rows.AsNoTracking().AsAsyncEnumerable().WithCancellation(cancellationToken))
        {
            target.Add(row);
            if (++count % Batch == 0)
            {
                await SaveAsync(target, cancellationToken);
            }
        }

        await SaveAsync(target, cancellationToken);
        return count;
    }

    private static async Task SaveAsync(ClearsightDbContext target, CancellationToken cancellationToken)
    {
        await target.SaveChangesAsync(cancellationToken);
        target.ChangeTracker.Clear();
    }
}
