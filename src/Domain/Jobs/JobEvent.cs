namespace Clearsight.Domain.Jobs;

public enum JobEventKind
{
    Status,
    Progress,
    Metric,
}

/// <summary>
/// Something that happened to a job. <paramref name="Sequence"/> grows by time within a job, so a reader that
/// missed some asks for what came after the last it saw. Only the newest progress event is kept.
/// </summary>
/// <param name="Payload">The event's JSON, as clients see it.</param>
public sealed record JobEvent(string JobId, long Sequence, JobEventKind Kind, string Payload);

/// <summary>A line of a job's own log.</summary>
public sealed record JobLogLine(long Sequence, DateTimeOffset At, string Level, string Message);
