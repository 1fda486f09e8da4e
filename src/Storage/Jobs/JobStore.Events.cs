using Clearsight.Domain;
using Clearsight.Domain.Jobs;
using Clearsight.Storage.Database;
using Microsoft.EntityFrameworkCore;

namespace Clearsight.Storage.Jobs;

internal sealed partial class JobStore
{
    public async Task<IReadOnlyList<JobEvent>> EventsAsync(string id, long after, int limit, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        return await db.Events
            .Where(happened => happened.JobId == id && happened.Sequence > after)
            .OrderBy(happened => happened.Sequence)
            .Take(limit)
            .Select(happened => new JobEvent(happened.JobId, happened.Sequence, happened.Kind, happened.Payload))
            .ToListAsync(cancellationToken);
    }

    public Task WaitForChangeAsync(string id, TimeSpan atMost, CancellationToken cancellationToken) =>
        signals.WaitAsync(id, atMost, cancellationToken);

    public async Task AppendLogAsync(string id, int? attempt, string level, string message, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        // Also because a reader goes on after the last number it saw: none may come to be behind that.
        await db.LockJobAsync(id, cancellationToken);
        var job = await db.Jobs.Where(job => job.Id == id).Select(job => new { job.Attempt }).SingleOrDefaultAsync(cancellationToken)
            ?? throw new NotFoundException($"There is no job '{id}'.");
        CheckAttempt(id, attempt, job.Attempt);

        db.Log.Add(new JobLogRow { JobId = id, At = time.GetUtcNow(), Level = level, Message = message });
        await db.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
    }

    public async Task<IReadOnlyList<JobLogLine>> LogAsync(string id, long after, int limit, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        return await db.Log
            .Where(line => line.JobId == id && line.Sequence > after)
            .OrderBy(line => line.Sequence)
            .Take(limit)
            .Select(line => new JobLogLine(line.Sequence, line.At, line.Level, line.Message))
            .ToListAsync(cancellationToken);
    }
}
