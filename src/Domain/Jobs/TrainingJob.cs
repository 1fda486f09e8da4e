using Clearsight.Domain.Models;
using Clearsight.Domain.Recipes;

namespace Clearsight.Domain.Jobs;

/// <summary>
/// One training, from the request to the model version it left, or a report that trainings are the parts of
/// (<see cref="ReportJob"/>). The stored row of it is the truth; a queue entry only says "go". Every change is a method
/// here that returns the changed job or throws <see cref="ConflictException"/>.
/// </summary>
public sealed record TrainingJob
{
    /// <summary>32 hexadecimal digits of a version 7 UUID: ids sort by time of creation.</summary>
    public required string Id { get; init; }
    public required string Recipe { get; init; }

    /// <summary>Of a report, that of the models it compares.</summary>
    public required TaskKind Task { get; init; }

    /// <summary>Empty for a report, whose parts have one each.</summary>
    public required string Network { get; init; }

    /// <summary>Of a report, the one that it compares models on.</summary>
    public required string Dataset { get; init; }
    public required Hyperparameters Hyperparameters { get; init; }

    /// <summary>The version whose weights the network starts from, if it starts from one.</summary>
    public ModelReference? BaseModel { get; init; }

    /// <summary>Empty for a report, which leaves no model.</summary>
    public required string ModelName { get; init; }
    public SelectionRule Select { get; init; } = SelectionRule.IfBetter;
    public JobPriority Priority { get; init; } = JobPriority.Normal;

    /// <summary>It waits until then: as the request asked, or since an attempt ended on something that may pass.</summary>
    public DateTimeOffset? NotBefore { get; init; }

    /// <summary>The job that must have succeeded before this one starts.</summary>
    public string? After { get; init; }

    /// <summary>The report that this training is a part of.</summary>
    public string? Parent { get; init; }

    /// <summary>The trainings that a report is made of, in the order in which they run; none for a training.</summary>
    public IReadOnlyList<string> Parts { get; init; } = [];
    public IReadOnlyDictionary<string, string> Tags { get; init; } = new Dictionary<string, string>();

    public JobStatus Status { get; init; } = JobStatus.Queued;

    /// <summary>Asked of a running job; it pauses at the next mini-batch.</summary>
    public bool PauseRequested { get; init; }

    /// <summary>
    /// Counts the starts. It is the fencing token: whatever a worker writes is conditional on the attempt it began.
    /// </summary>
    public int Attempt { get; init; }

    /// <summary>How many attempts ended on something that may pass, since the job was sent or retried.</summary>
    public int Setbacks { get; init; }
    public string? Worker { get; init; }
    public required DateTimeOffset CreatedAt { get; init; }
    public DateTimeOffset? StartedAt { get; init; }
    public DateTimeOffset? FinishedAt { get; init; }

    public JobProgress? Progress { get; init; }

    /// <summary>The newest value by key (<see cref="Metrics.MetricKeys"/>).</summary>
    public IReadOnlyDictionary<string, double> Metrics { get; init; } = new Dictionary<string, double>();
    public BestEpoch? Best { get; init; }
    public bool StoppedEarly { get; init; }
    public ModelReference? Model { get; init; }

    /// <summary>Why it failed, as a sentence.</summary>
    public string? Problem { get; init; }

    public bool IsReport => Parts.Count > 0;

    public bool IsDue(DateTimeOffset now) => NotBefore is null || NotBefore <= now;

    /// <summary>A new <see cref="Id"/>.</summary>
    public static string NewId(DateTimeOffset now) => Guid.CreateVersion7(now).ToString("N");

    /// <summary>Whether a job could have this id.</summary>
    public static bool IsId(string text) => text.Length == 32 && text.All(char.IsAsciiHexDigitLower);

    public TrainingJob Start(string worker, DateTimeOffset now) =>
        To(JobStatus.Running, "start") with
        {
            Attempt = Attempt + 1,
            Worker = worker,
            StartedAt = StartedAt ?? now,
        };

    /// <summary>
    /// What a worker changes begins with this. One that was taken for lost, so that its job was queued again, finds the job
    /// still on its own attempt until another worker starts it: it must not fail it, for one.
    /// </summary>
    /// <exception cref="ConflictException">No worker holds the job.</exception>
    public TrainingJob Held() => Status.IsHeld() ? this : throw new ConflictException($"Job {Id} is {Status.ToName()}; no worker holds it.");

    /// <inheritdoc cref="Held"/>
    public TrainingJob Report(JobProgress progress) => Held() with { Progress = progress };

    /// <inheritdoc cref="Held"/>
    public TrainingJob Improve(BestEpoch best) => Held() with { Best = best };

    /// <summary>Writes down the very version whose weights are taken over, so that every attempt starts from the same.</summary>
    /// <exception cref="ConflictException">No worker holds the job.</exception>
    public TrainingJob Pin(ModelReference baseModel) => Held() with { BaseModel = baseModel };

    public TrainingJob RequestCancel(DateTimeOffset now) => Status switch
    {
        JobStatus.Running => To(JobStatus.Canceling, "be canceled"),
        JobStatus.Canceling => this,
        _ => To(JobStatus.Canceled, "be canceled") with { FinishedAt = now },
    };

    public TrainingJob ConfirmCanceled(DateTimeOffset now) =>
        To(JobStatus.Canceled, "be canceled") with { FinishedAt = now, Worker = null };

    public TrainingJob RequestPause() => Status switch
    {
        JobStatus.Running => this with { PauseRequested = true },
        _ => To(JobStatus.Paused, "be paused"),
    };

    public TrainingJob ConfirmPaused() => To(JobStatus.Paused, "be paused") with { Worker = null };

    public TrainingJob Resume() => Status == JobStatus.Paused
        ? To(JobStatus.Queued, "be resumed")
        : throw new ConflictException($"Job {Id} is {Status.ToName()}; only a paused job can be resumed.");

    public TrainingJob Retry() => Status is JobStatus.Failed or JobStatus.Canceled
        ? To(JobStatus.Queued, "be retried") with { FinishedAt = null, Problem = null, Setbacks = 0 }
        : throw new ConflictException($"Job {Id} is {Status.ToName()}; only a failed or canceled job can be retried.");

    /// <summary>
    /// The worker stopped before the end: back into the queue, to go on from the last checkpoint. A pause that was asked
    /// for and not yet seen is kept: the job is paused then.
    /// </summary>
    public TrainingJob Interrupt() => PauseRequested
        ? ConfirmPaused()
        : To(JobStatus.Queued, "be queued again") with { Worker = null };

    /// <summary>The worker let go of the job or was lost: canceled where that was asked for, else interrupted.</summary>
    public TrainingJob Release(DateTimeOffset now) => Status == JobStatus.Canceling ? ConfirmCanceled(now) : Interrupt();

    /// <summary>An attempt ended on something that may pass, such as a full disk: released, and to be started again, but not before <paramref name="next"/>.</summary>
    public TrainingJob Postpone(DateTimeOffset next, DateTimeOffset now) => Release(now) with { NotBefore = next, Setbacks = Setbacks + 1 };

    /// <param name="model">Null for a report.</param>
    public TrainingJob Succeed(ModelReference? model, bool stoppedEarly, DateTimeOffset now) =>
        To(JobStatus.Succeeded, "succeed") with
        {
            Model = model,
            StoppedEarly = stoppedEarly,
            FinishedAt = now,
            Worker = null,
            Progress = Progress is null ? null : Progress with { EtaSeconds = 0 },
        };

    public TrainingJob Fail(string problem, DateTimeOffset now) =>
        To(JobStatus.Failed, "fail") with { Problem = problem, FinishedAt = now, Worker = null };

    // Whatever the job becomes, a request to pause is settled by it.
    private TrainingJob To(JobStatus next, string verb) => Status.CanBecome(next)
        ? this with { Status = next, PauseRequested = false }
        : throw new ConflictException($"Job {Id} is {Status.ToName()} and cannot {verb}.");
}

/// <summary>The epoch whose weights became (or would become) the model, chosen by the validation split.</summary>
/// <param name="Metric">What was compared, such as <c>validation/loss</c>.</param>
public sealed record BestEpoch(int Epoch, string Metric, double Value);
