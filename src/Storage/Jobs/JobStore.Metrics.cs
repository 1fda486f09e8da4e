using Clearsight.Domain.Metrics;
using Clearsight.Storage.Database;
using Microsoft.EntityFrameworkCore;

namespace Clearsight.Storage.Jobs;

internal sealed partial class JobStore
{
    public async Task AppendMetricsAsync(string id, int attempt, IReadOnlyList<Metric> metrics, CancellationToken cancellationToken)
    {
        // Neither JSON nor a plot has a place for what is not a number, and the columns would take it for null.
        var written = metrics.Where(metric => double.IsFinite(metric.Value)).ToList();
        if (written.Count == 0)
        {
            return;
        }

        await WriteAsync(id, attempt, async (db, row) =>
        {
            Fence.Check(id, attempt, row.Attempt, row.Status);
            var epochs = written.Select(metric => metric.Epoch).Distinct().ToList();
            var present = await db.Metrics.AsTracking()
                .Where(metric => metric.JobId == id && epochs.Contains(metric.Epoch))
                .ToDictionaryAsync(metric => (metric.Key, metric.Epoch, metric.Step), cancellationToken);
            var latest = StorageJson.Read<Dictionary<string, double>>(row.Metrics);
            foreach (var metric in written)
            {
                var point = (metric.Key, metric.Epoch, metric.Step);
                latest[metric.Key] = metric.Value;
                if (present.TryGetValue(point, out var metricRow) && metricRow.Value.Equals(metric.Value))
                {
                    // An attempt that goes on from the end of an epoch tells of that once more; whoever follows the job knows.
                    continue;
                }

                if (metricRow is null)
                {
                    metricRow = new JobMetricRow { JobId = id, Key = metric.Key, Epoch = metric.Epoch, Step = metric.Step };
                    present[point] = db.Metrics.Add(metricRow).Entity;
                }

                metricRow.Value = metric.Value;
                metricRow.At = metric.At;
                JobJournal.AppendMetric(db, row, metric);
            }

            row.Metrics = StorageJson.Write(latest);
            return true;
        }, cancellationToken);
    }

    public Task TruncateMetricsAsync(string id, int attempt, int afterEpoch, CancellationToken cancellationToken) =>
        WriteAsync(id, attempt, async (db, row) =>
        {
            Fence.Check(id, attempt, row.Attempt, row.Status);
            await db.Metrics.Where(metric => metric.JobId == id && metric.Epoch > afterEpoch).ExecuteDeleteAsync(cancellationToken);
            await db.Events.Where(happened => happened.JobId == id && happened.Epoch > afterEpoch).ExecuteDeleteAsync(cancellationToken);
            var left = await InOrder(db.Metrics.Where(metric => metric.JobId == id)).ToListAsync(cancellationToken);
            var latest = new Dictionary<string, double>();
            foreach (var metric in left)
            {
                latest[metric.Key] = metric.Value;
            }

            row.Metrics = StorageJson.Write(latest);
            row.RowVersion++;
            return true;
        }, cancellationToken);

    public async Task<IReadOnlyList<Metric>> MetricsAsync(string id, string? key, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var rows = db.Metrics.Where(metric => metric.JobId == id && (key == null || metric.Key == key));
        return await InOrder(rows)
            .Select(metric => new Metric(metric.Key, metric.Epoch, metric.Step, metric.Value, metric.At))
            .ToListAsync(cancellationToken);
    }

    private static IOrderedQueryable<JobMetricRow> InOrder(IQueryable<JobMetricRow> metrics) =>
        metrics.OrderBy(metric => metric.Epoch).ThenBy(metric => metric.Step).ThenBy(metric => metric.Key);
}
