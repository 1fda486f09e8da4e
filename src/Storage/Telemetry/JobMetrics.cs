using System.Diagnostics.Metrics;
using Clearsight.Domain.Jobs;
using Clearsight.Storage.Database;
using Microsoft.EntityFrameworkCore;

namespace Clearsight.Storage.Telemetry;

/// <summary>How many jobs there are of each status, counted in the rows whenever somebody looks: the rows are the truth.</summary>
internal sealed class JobMetrics : IDisposable
{
    private static readonly (JobStatus Status, KeyValuePair<string, object?> Tag)[] Statuses =
        [.. Enum.GetValues<JobStatus>().Select(status => (status, new KeyValuePair<string, object?>("clearsight.job.status", status.ToName())))];

    private readonly IDbContextFactory<ClearsightDbContext> _databases;
    private volatile bool _disposed;

    public JobMetrics(IMeterFactory meters, IDbContextFactory<ClearsightDbContext> databases)
    {
        _databases = databases;
        meters.Create(StorageTelemetry.Name).CreateObservableUpDownCounter("clearsight.jobs", Count, "{job}", "Jobs of this status, reports and their parts among them.");
    }

    /// <summary>The last values may be asked for after the storage is closed, which would open it again.</summary>
    public void Dispose() => _disposed = true;

    /// <summary>A status without jobs counts 0, so that the first job of it is a change. Not asynchronous, because the runtime asks so.</summary>
    private IEnumerable<Measurement<int>> Count()
    {
        if (_disposed)
        {
            return [];
        }

        using var db = _databases.CreateDbContext();
        var counts = db.Jobs.GroupBy(job => job.Status).Select(jobs => new { jobs.Key, Count = jobs.Count() }).ToDictionary(jobs => jobs.Key, jobs => jobs.Count);
        return Statuses.Select(status => new Measurement<int>(counts.GetValueOrDefault(status.Status), status.Tag));
    }
}
