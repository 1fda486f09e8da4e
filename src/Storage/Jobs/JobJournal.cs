using Clearsight.Domain.Jobs;
using Clearsight.Domain.Metrics;
using Clearsight.Storage.Database;
using Microsoft.EntityFrameworkCore;

namespace Clearsight.Storage.Jobs;

/// <summary>Appends a job's events, in the transaction of the write that they tell of.</summary>
internal static class JobJournal
{
    public static async Task AppendProgressAsync(ClearsightDbContext db, JobRow row, JobProgress progress, CancellationToken cancellationToken)
    {
        // Only the newest is of any use to a reader who comes late, and a training leaves thousands.
        await db.Events
            .Where(happened => happened.JobId == row.Id && happened.Kind == JobEventKind.Progress)
            .ExecuteDeleteAsync(cancellationToken);
        Append(db, row, JobEventKind.Progress, StorageJson.Write(progress));
    }

    public static void AppendStatus(ClearsightDbContext db, JobRow row, TrainingJob job, DateTimeOffset now) =>
        Append(db, row, JobEventKind.Status, StorageJson.Write(new StatusPayload(
            job.Status, job.Attempt, now, job.StoppedEarly, job.Model, job.Problem)));

    /// <summary>A line in the log of the report that the job is a part of.</summary>
    public static void TellReport(ClearsightDbContext db, TrainingJob job, DateTimeOffset now)
    {
        if (job.Parent is { } report)
        {
            var level = job.Status == JobStatus.Failed ? "error" : "information";
            db.Log.Add(new JobLogRow { JobId = report, At = now, Level = level, Message = $"Part {job.Recipe}, job {job.Id}, is {job.Status.ToName()}." });
        }
    }

    public static void AppendMetric(ClearsightDbContext db, JobRow row, Metric metric) =>
        Append(db, row, JobEventKind.Metric, StorageJson.Write(metric), metric.Epoch);

    private static void Append(ClearsightDbContext db, JobRow row, JobEventKind kind, string payload, int? epoch = null) =>
        db.Events.Add(new JobEventRow { JobId = row.Id, Sequence = ++row.EventSequence, Kind = kind, Epoch = epoch, Payload = payload });

    private sealed record StatusPayload(
        JobStatus Status, int Attempt, DateTimeOffset At, bool StoppedEarly, Domain.Models.ModelReference? Model, string? Problem);
}
