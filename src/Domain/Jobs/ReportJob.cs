namespace Clearsight.Domain.Jobs;

/// <summary>
/// A report with its parts, and what they owe each other. Whoever changes one of them lets all of them settle, and writes
/// them together. Each part comes after the one before it, so the first that has not succeeded tells how the report is.
/// </summary>
public sealed record ReportJob(TrainingJob Job, IReadOnlyList<TrainingJob> Parts)
{
    /// <summary>The part that runs, or will run next; null when all have succeeded.</summary>
    public TrainingJob? Current => Parts.FirstOrDefault(part => part.Status != JobStatus.Succeeded);

    /// <summary>All parts have succeeded, and the comparison is still to be written.</summary>
    public bool IsDue => Current is null && Job.Status is JobStatus.Queued or JobStatus.Running;

    /// <exception cref="ConflictException">The report is over, so that none of its parts can begin again alone.</exception>
    public ReportJob AfterPartChanged(DateTimeOffset now)
    {
        if (Job.Status.IsFinished() && Parts.FirstOrDefault(part => !part.Status.IsFinished()) is { } part)
        {
            throw new ConflictException($"Job {part.Id} is a part of report {Job.Id}, which is {Job.Status.ToName()}; retry that, and its parts go on.");
        }

        return Follow(now).Lead(now).Follow(now);
    }

    public ReportJob AfterReportChanged(DateTimeOffset now) => Lead(now).Follow(now);

    /// <summary>The parts do as their report does.</summary>
    private ReportJob Lead(DateTimeOffset now) => Job.Status switch
    {
        JobStatus.Canceling or JobStatus.Canceled or JobStatus.Failed => Change(part => part.Status.IsFinished() ? part : part.RequestCancel(now)),
        // The others come after the one that is paused.
        JobStatus.Paused or JobStatus.Running when Job.Status == JobStatus.Paused || Job.PauseRequested =>
            Change(part => part.Id == Current?.Id && part.Status is JobStatus.Queued or JobStatus.Running ? part.RequestPause() : part),
        JobStatus.Queued => Change(part => part.Status switch
        {
            JobStatus.Paused when part.Id == Current?.Id => part.Resume(),
            JobStatus.Failed or JobStatus.Canceled => part.Retry(),
            _ => part,
        }),
        _ => this,
    };

    private ReportJob Change(Func<TrainingJob, TrainingJob> change) => this with { Parts = [.. Parts.Select(change)] };

    /// <summary>The report tells what became of its parts.</summary>
    private ReportJob Follow(DateTimeOffset now) => Job.Status.IsFinished()
        ? this
        : this with { Job = AsItsParts(now) with { Progress = SumOfProgress() } };

    private TrainingJob AsItsParts(DateTimeOffset now)
    {
        if (Parts.FirstOrDefault(part => part.Status == JobStatus.Failed) is { } failed)
        {
            return Job.Fail($"Its part {failed.Recipe}, job {failed.Id}, failed: {failed.Problem}", now);
        }

        if (Job.Status == JobStatus.Canceling)
        {
            return Parts.All(part => part.Status.IsFinished()) ? Job.ConfirmCanceled(now) : Job;
        }

        if (Parts.FirstOrDefault(part => part.Status == JobStatus.Canceled) is { } canceled)
        {
            return Job.RequestCancel(now) with { Problem = $"Its part {canceled.Recipe}, job {canceled.Id}, was canceled." };
        }

        return (Job.Status, Current) switch
        {
            (JobStatus.Queued, { } part) when part.Status.IsHeld() => Job.Start(part.Worker ?? "", now),
            (JobStatus.Paused, { } part) when part.Status.IsHeld() => Job.Resume().Start(part.Worker ?? "", now),
            (JobStatus.Paused, { Status: JobStatus.Queued }) => Job.Resume(),
            (JobStatus.Queued or JobStatus.Running, { Status: JobStatus.Paused }) => Job.ConfirmPaused(),
            _ => Job,
        };
    }

    private JobProgress SumOfProgress()
    {
        var parts = Parts.Select(part => part.Status == JobStatus.Succeeded ? part.Progress?.Ended() : part.Progress).OfType<JobProgress>().ToList();
        return new JobProgress(
            parts.Sum(part => part.Epoch),
            parts.Sum(part => part.Epochs),
            parts.Sum(part => part.Step),
            parts.Sum(part => part.Steps),
            // How fast a part is that has not begun, nobody knows.
            parts.TrueForAll(part => part.EtaSeconds is not null) ? parts.Sum(part => part.EtaSeconds) : null,
            Current?.Progress?.ImagesPerSecond);
    }
}
