using Clearsight.Domain.Metrics;

namespace Clearsight.Domain.Jobs;

/// <summary>The rows of training jobs and what they leave behind. Every write that changes a job also appends its events.</summary>
public interface IJobStore
{
    /// <exception cref="NotFoundException">The job it comes after does not exist.</exception>
    Task AddAsync(TrainingJob job, CancellationToken cancellationToken) => AddAsync([job], cancellationToken);

    /// <summary>A report and its parts: all of them, or none.</summary>
    /// <exception cref="NotFoundException">A job that one of them comes after does not exist.</exception>
    Task AddAsync(IReadOnlyList<TrainingJob> jobs, CancellationToken cancellationToken);

    Task<TrainingJob?> FindAsync(string id, CancellationToken cancellationToken);

    /// <summary>Newest first.</summary>
    Task<Page<TrainingJob>> ListAsync(JobFilter filter, PageRequest page, CancellationToken cancellationToken);

    Task<int> CountAsync(JobFilter filter, CancellationToken cancellationToken);

    /// <summary>All that the filter lets through, in no order: a fraction of the work of reading the jobs.</summary>
    Task<IReadOnlyList<string>> IdsAsync(JobFilter filter, CancellationToken cancellationToken);

    /// <summary>
    /// Reads the job, applies <paramref name="change"/> and writes the result, again from the start where another
    /// writer came between. A changed status becomes a <see cref="JobEventKind.Status"/> event, a changed progress a
    /// <see cref="JobEventKind.Progress"/> event. A report and its parts are settled and written together.
    /// </summary>
    /// <param name="attempt">When given, the write happens only while the job is on this attempt.</param>
    /// <exception cref="NotFoundException">There is no such job.</exception>
    /// <exception cref="ConflictException">From <paramref name="change"/>, or the attempt is over.</exception>
    Task<TrainingJob> UpdateAsync(string id, Func<TrainingJob, TrainingJob> change, int? attempt, CancellationToken cancellationToken);

    /// <summary>A report with its parts as they are now.</summary>
    /// <exception cref="NotFoundException">There is no such job.</exception>
    Task<ReportJob> ReportAsync(string id, CancellationToken cancellationToken);

    /// <summary>Removes a finished job with its metrics, events and log; a report with its parts.</summary>
    /// <exception cref="ConflictException">It is not finished, a model version or another job depends on it, or it is a part of a report.</exception>
    Task DeleteAsync(string id, CancellationToken cancellationToken);

    /// <summary>Writes metrics; a point with the same key, epoch and step is replaced, so that a resumed job leaves no duplicate.</summary>
    /// <exception cref="ConflictException">The attempt is over.</exception>
    Task AppendMetricsAsync(string id, int attempt, IReadOnlyList<Metric> metrics, CancellationToken cancellationToken);

    /// <summary>Removes what a lost attempt wrote after the checkpoint that the job goes on from.</summary>
    /// <exception cref="ConflictException">The attempt is over.</exception>
    Task TruncateMetricsAsync(string id, int attempt, int afterEpoch, CancellationToken cancellationToken);

    Task<IReadOnlyList<Metric>> MetricsAsync(string id, string? key, CancellationToken cancellationToken);

    /// <param name="attempt">When given, the line is written only while the job is on this attempt.</param>
    Task AppendLogAsync(string id, int? attempt, string level, string message, CancellationToken cancellationToken);

    Task AppendLogAsync(string id, string level, string message, CancellationToken cancellationToken) =>
        AppendLogAsync(id, attempt: null, level, message, cancellationToken);

    Task<IReadOnlyList<JobLogLine>> LogAsync(string id, long after, int limit, CancellationToken cancellationToken);

    /// <summary>Events after a sequence number, oldest first, at most <paramref name="limit"/>.</summary>
    Task<IReadOnlyList<JobEvent>> EventsAsync(string id, long after, int limit, CancellationToken cancellationToken);

    /// <summary>
    /// Returns when the job may have new events, or after <paramref name="atMost"/>. It listens from the call on: call it,
    /// read the events, and await it only when there were none, and none is missed.
    /// </summary>
    Task WaitForChangeAsync(string id, TimeSpan atMost, CancellationToken cancellationToken);
}

/// <param name="Tag">A key and the value it must have.</param>
/// <param name="After">The job that they come after.</param>
public sealed record JobFilter(
    IReadOnlyList<JobStatus>? Statuses = null, string? Recipe = null, KeyValuePair<string, string>? Tag = null, string? After = null);
