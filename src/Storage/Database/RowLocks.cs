using Microsoft.EntityFrameworkCore;

namespace Clearsight.Storage.Database;

/// <summary>
/// What a transaction that writes has to lock first, until it ends. SQLite lets one writer in at a time, so there it is
/// nothing; PostgreSQL lets in many. Where a transaction needs both, the job comes before the registry, so that no two
/// wait for each other.
/// </summary>
internal static class RowLocks
{
    /// <summary>A job with the report that it is a part of, or the parts that it has: whoever writes one of them may change all.</summary>
    public static async Task LockJobAsync(this ClearsightDbContext db, string id, CancellationToken cancellationToken)
    {
        if (db.IsShared())
        {
            await db.Database.ExecuteSqlAsync(
                $"""SELECT 1 FROM "Jobs" WHERE "Id" = (SELECT coalesce("Parent", "Id") FROM "Jobs" WHERE "Id" = {id}) FOR NO KEY UPDATE""", cancellationToken);
        }
    }

    /// <summary>Model versions, selections and shadows, and which jobs depend on which: few writes, each of which looks at many rows.</summary>
    public static Task LockRegistryAsync(this ClearsightDbContext db, CancellationToken cancellationToken) =>
        db.LockAsync("registry", cancellationToken);

    public static async Task LockAsync(this ClearsightDbContext db, string name, CancellationToken cancellationToken)
    {
        if (db.IsShared())
        {
            await db.Database.ExecuteSqlAsync($"SELECT pg_advisory_xact_lock(hashtextextended({"clearsight " + name}, 0))", cancellationToken);
        }
    }

    /// <summary>The clock that all hosts have in common: the database's, or this host's where there is no other.</summary>
    public static async Task<DateTimeOffset> NowAsync(this ClearsightDbContext db, TimeProvider time, CancellationToken cancellationToken) =>
        db.IsShared()
            ? new DateTimeOffset(await db.Database.SqlQuery<DateTime>($"""SELECT clock_timestamp() AS "Value" """).SingleAsync(cancellationToken))
            : time.GetUtcNow();

    public static bool IsShared(this ClearsightDbContext db) => db.Database.IsNpgsql();
}
