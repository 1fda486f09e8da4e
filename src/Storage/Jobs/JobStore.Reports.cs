using Clearsight.Domain;
using Clearsight.Domain.Jobs;
using Clearsight.Storage.Database;
using Microsoft.EntityFrameworkCore;

namespace Clearsight.Storage.Jobs;

internal sealed partial class JobStore
{
    public async Task<ReportJob> ReportAsync(string id, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        return ToReport(id, await FamilyAsync(db, id, cancellationToken));
    }

    /// <summary>Lets a report and its parts agree after one of them was changed, in the transaction of that change.</summary>
    /// <returns>The changed job as it is now.</returns>
    private async Task<TrainingJob> SettleAsync(ClearsightDbContext db, TrainingJob changed, CancellationToken cancellationToken)
    {
        var rows = await FamilyAsync(db, changed.Parent ?? changed.Id, cancellationToken);
        var report = ToReport(changed.Parent ?? changed.Id, rows);
        var settled = changed.IsReport ? report.AfterReportChanged(time.GetUtcNow()) : report.AfterPartChanged(time.GetUtcNow());
        TrainingJob[] jobs = [settled.Job, .. settled.Parts];
        foreach (var job in jobs)
        {
            await TakeAsync(db, rows[job.Id], job, cancellationToken);
        }

        return Array.Find(jobs, job => job.Id == changed.Id)!;
    }

    /// <summary>The rows of a report and its parts, by id; of those that are written already, as they will be.</summary>
    private static Task<Dictionary<string, JobRow>> FamilyAsync(ClearsightDbContext db, string reportId, CancellationToken cancellationToken) =>
        db.Jobs.AsTracking().Include(job => job.Tags)
            .Where(job => job.Id == reportId || job.Parent == reportId)
            .ToDictionaryAsync(job => job.Id, cancellationToken);

    private static ReportJob ToReport(string id, Dictionary<string, JobRow> rows)
    {
        var job = rows.GetValueOrDefault(id)?.ToJob() ?? throw new NotFoundException($"There is no job '{id}'.");
        return new ReportJob(job, [.. job.Parts.Select(part => rows[part].ToJob())]);
    }
}
