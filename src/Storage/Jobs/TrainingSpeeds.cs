using Clearsight.Domain.Jobs;
using Clearsight.Domain.Metrics;
using Clearsight.Storage.Database;
using Microsoft.EntityFrameworkCore;

namespace Clearsight.Storage.Jobs;

/// <summary>How fast a machine trained a network, as measured by the jobs that succeeded on it.</summary>
public sealed class TrainingSpeeds
{
    /// <summary>So few that a faster machine or program shows soon, so many that one busy hour does not decide.</summary>
    private const int Newest = 5;

    private readonly IDbContextFactory<ClearsightDbContext> _databases;

    internal TrainingSpeeds(IDbContextFactory<ClearsightDbContext> databases) => _databases = databases;

    /// <param name="machine">Workers are named after it: <c>machine</c> or <c>machine/…</c>.</param>
    /// <returns>Images a second, the median of the newest jobs; null until one was measured.</returns>
    public async Task<double?> FindAsync(string network, string machine, CancellationToken cancellationToken)
    {
        var workers = machine + "/";
        await using var db = await _databases.CreateDbContextAsync(cancellationToken);
        var metrics = await db.Jobs
            .Where(job => job.Network == network && job.Status == JobStatus.Succeeded
                && (job.LastWorker == machine || job.LastWorker!.StartsWith(workers)))
            .OrderByDescending(job => job.FinishedAt)
            .Select(job => job.Metrics)
            .Take(Newest)
            .ToListAsync(cancellationToken);
        var speeds = metrics
            .Select(json => StorageJson.Read<Dictionary<string, double>>(json).GetValueOrDefault(MetricKeys.ImagesPerSecond))
            .Where(speed => speed > 0)
            .Order()
            .ToList();
        return speeds.Count == 0 ? null : speeds[speeds.Count / 2];
    }
}
