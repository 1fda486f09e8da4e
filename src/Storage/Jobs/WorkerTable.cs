using Clearsight.Domain.Jobs;
using Clearsight.Storage.Database;
using Microsoft.EntityFrameworkCore;

namespace Clearsight.Storage.Jobs;

/// <summary>
/// Heartbeats and leases by the database's own clock: a host says how long ago something was, never when, so that it does
/// not matter what its own clock shows.
/// </summary>
internal sealed class WorkerTable(IDbContextFactory<PostgresDbContext> databases, TimeProvider time) : IWorkerTable
{
    public async Task RenewAsync(IReadOnlyList<WorkerState> workers, TimeSpan lease, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        foreach (var worker in workers)
        {
            var role = worker.Role.ToString().ToLowerInvariant();
            var silence = time.GetUtcNow() - worker.LastHeartbeat;
            await db.Database.ExecuteSqlAsync(
                $"""
                INSERT INTO "Workers" AS row ("Name", "Host", "Role", "Device", "Threads", "CurrentJob", "LastHeartbeat", "LeaseUntil")
                VALUES ({worker.Name}, {worker.Host}, {role}, {worker.Device}, {worker.Threads}, {worker.CurrentJob}, clock_timestamp() - {silence}, clock_timestamp() + {lease})
                ON CONFLICT ("Name") DO UPDATE SET
                    "CurrentJob" = excluded."CurrentJob",
                    "LastHeartbeat" = greatest(row."LastHeartbeat", excluded."LastHeartbeat"),
                    "LeaseUntil" = excluded."LeaseUntil"
                """,
                cancellationToken);
        }

        // Long enough to be seen by whoever wonders where it went.
        await db.Database.ExecuteSqlAsync($"""DELETE FROM "Workers" WHERE "LeaseUntil" < clock_timestamp() - interval '10 minutes'""", cancellationToken);
    }

    public async Task LeaveAsync(IReadOnlyList<string> names, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        await db.Workers.Where(worker => names.Contains(worker.Name)).ExecuteDeleteAsync(cancellationToken);
    }

    public async Task<IReadOnlyList<WorkerState>> ListAsync(CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var rows = await db.Workers.OrderBy(worker => worker.Name).ToListAsync(cancellationToken);
        return [.. rows.Select(row => new WorkerState(row.Name, row.Host, row.Role, row.Device, row.Threads, row.CurrentJob, row.LastHeartbeat))];
    }

    public async Task<IReadOnlySet<(string Worker, string Job)>> HeldAsync(CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var held = await db.Workers
            .FromSql($"""SELECT * FROM "Workers" WHERE "LeaseUntil" > clock_timestamp()""")
            .Where(worker => worker.CurrentJob != null)
            .Select(worker => new { worker.Name, Job = worker.CurrentJob! })
            .ToListAsync(cancellationToken);
        return held.Select(worker => (worker.Name, worker.Job)).ToHashSet();
    }
}
