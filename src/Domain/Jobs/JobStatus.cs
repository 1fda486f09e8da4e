namespace Clearsight.Domain.Jobs;

public enum JobStatus
{
    Queued,
    Running,
    Paused,
    Canceling,
    Succeeded,
    Failed,
    Canceled,
}

/// <summary>The law of <see cref="JobStatus"/>: which status may follow which.</summary>
public static class JobStatuses
{
    private static readonly Dictionary<JobStatus, JobStatus[]> Transitions = new()
    {
        [JobStatus.Queued] = [JobStatus.Running, JobStatus.Paused, JobStatus.Canceled, JobStatus.Failed],
        // Back to queued: the host shut down or was lost, and the job goes on from its last checkpoint.
        [JobStatus.Running] = [JobStatus.Queued, JobStatus.Paused, JobStatus.Canceling, JobStatus.Succeeded, JobStatus.Failed],
        // A training that ends before it sees the request has ended all the same.
        [JobStatus.Canceling] = [JobStatus.Canceled, JobStatus.Succeeded, JobStatus.Failed],
        [JobStatus.Paused] = [JobStatus.Queued, JobStatus.Canceled],
        [JobStatus.Failed] = [JobStatus.Queued],
        [JobStatus.Canceled] = [JobStatus.Queued],
        [JobStatus.Succeeded] = [],
    };

    /// <summary>Those of a job that is yet to end, paused or not.</summary>
    public static IReadOnlyList<JobStatus> Unfinished { get; } = [.. Enum.GetValues<JobStatus>().Where(status => !status.IsFinished())];

    /// <summary>The status on the wire: its name in lower case.</summary>
    public static string ToName(this JobStatus status) => status.ToString().ToLowerInvariant();

    public static bool CanBecome(this JobStatus from, JobStatus to) => Transitions[from].Contains(to);

    public static bool IsFinished(this JobStatus status) => status is JobStatus.Succeeded or JobStatus.Failed or JobStatus.Canceled;

    /// <summary>A worker holds the job.</summary>
    public static bool IsHeld(this JobStatus status) => status is JobStatus.Running or JobStatus.Canceling;
}
