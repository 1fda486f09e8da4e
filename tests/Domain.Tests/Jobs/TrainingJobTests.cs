using Clearsight.Domain.Jobs;
using Clearsight.Domain.Models;
using Clearsight.Domain.Recipes;

namespace Clearsight.Domain.Tests.Jobs;

public sealed class TrainingJobTests
{
    private static readonly DateTimeOffset Created = new(2026, 1, 2, 3, 4, 5, TimeSpan.Zero);
    private static readonly DateTimeOffset Later = Created.AddMinutes(1);
    private static readonly DateTimeOffset Latest = Created.AddMinutes(2);

    private static readonly TrainingJob Queued = new()
    {
        Id = "7",
        Recipe = "fashion-classifier",
        Task = TaskKind.Classify,
        Network = NetworkIds.FashionCnn,
        Dataset = "glyphs",
        Hyperparameters = new Hyperparameters(),
        ModelName = "glyphs",
        CreatedAt = Created,
    };

    private static readonly TrainingJob Running = Queued.Start("one", Later);

    /// <summary>Every change of the job, with the statuses that allow it.</summary>
    private static readonly Dictionary<string, (Func<TrainingJob, TrainingJob> Change, JobStatus[] AllowedFrom)> Changes = new()
    {
        ["start"] = (job => job.Start("w", Later), [JobStatus.Queued]),
        ["request cancel"] = (job => job.RequestCancel(Later), [JobStatus.Queued, JobStatus.Running, JobStatus.Paused, JobStatus.Canceling]),
        ["confirm canceled"] = (job => job.ConfirmCanceled(Later), [JobStatus.Queued, JobStatus.Paused, JobStatus.Canceling]),
        ["request pause"] = (job => job.RequestPause(), [JobStatus.Queued, JobStatus.Running]),
        ["confirm paused"] = (job => job.ConfirmPaused(), [JobStatus.Queued, JobStatus.Running]),
        ["resume"] = (job => job.Resume(), [JobStatus.Paused]),
        ["retry"] = (job => job.Retry(), [JobStatus.Failed, JobStatus.Canceled]),
        ["succeed"] = (job => job.Succeed(new("m", 1), false, Later), [JobStatus.Running, JobStatus.Canceling]),
        ["fail"] = (job => job.Fail("Why.", Later), [JobStatus.Queued, JobStatus.Running, JobStatus.Canceling]),
    };

    public static TheoryData<string, JobStatus> EveryChangeFromEveryStatus =>
        [.. from change in Changes.Keys from status in Enum.GetValues<JobStatus>() select (change, status)];

    [Theory]
    [MemberData(nameof(EveryChangeFromEveryStatus))]
    public void A_change_is_made_where_it_is_allowed_and_is_a_conflict_that_names_the_status_elsewhere(string name, JobStatus from)
    {
        var (change, allowedFrom) = Changes[name];
        var job = Queued with { Status = from };
        if (allowedFrom.Contains(from))
        {
            var changed = change(job);
            Assert.Equal((job.Id, job.CreatedAt, job.Hyperparameters), (changed.Id, changed.CreatedAt, changed.Hyperparameters));
        }
        else
        {
            var exception = Assert.Throws<ConflictException>(() => change(job));
            Assert.StartsWith($"Job 7 is {from.ToName()}", exception.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Each_start_is_a_new_attempt_but_the_first_decides_when_the_job_started()
    {
        Assert.Equal((JobStatus.Running, 1, "one", Later), (Running.Status, Running.Attempt, Running.Worker, Running.StartedAt));
        var again = Running.Interrupt().Start("two", Latest);
        Assert.Equal((JobStatus.Running, 2, "two", Later), (again.Status, again.Attempt, again.Worker, again.StartedAt));
    }

    [Fact]
    public void An_interrupted_job_waits_in_the_queue_without_a_worker()
    {
        Assert.Equal((JobStatus.Queued, null, null), (Running.Interrupt().Status, Running.Interrupt().Worker, Running.Interrupt().FinishedAt));
    }

    [Fact]
    public void A_pause_asked_of_a_running_job_waits_for_the_worker()
    {
        var asked = Running.RequestPause();
        Assert.Equal((JobStatus.Running, true, "one"), (asked.Status, asked.PauseRequested, asked.Worker));
        var paused = asked.ConfirmPaused();
        Assert.Equal((JobStatus.Paused, false, null), (paused.Status, paused.PauseRequested, paused.Worker));
        Assert.Equal(JobStatus.Queued, paused.Resume().Status);
    }

    [Fact]
    public void A_pause_is_not_forgotten_when_the_worker_is_lost_before_it_sees_it()
    {
        Assert.Equal((JobStatus.Paused, false), (Running.RequestPause().Interrupt().Status, Running.RequestPause().Interrupt().PauseRequested));
    }

    [Fact]
    public void A_queued_job_is_paused_at_once()
    {
        Assert.Equal((JobStatus.Paused, false), (Queued.RequestPause().Status, Queued.RequestPause().PauseRequested));
    }

    [Fact]
    public void An_end_settles_a_pause_that_was_asked_for()
    {
        var asked = Running.RequestPause();
        Assert.False(asked.Succeed(new("m", 1), false, Latest).PauseRequested);
        Assert.False(asked.Fail("Why.", Latest).PauseRequested);
        Assert.False(asked.RequestCancel(Latest).PauseRequested);
    }

    [Fact]
    public void Canceling_a_running_job_waits_for_the_worker_and_may_be_asked_twice()
    {
        var canceling = Running.RequestCancel(Latest);
        Assert.Equal((JobStatus.Canceling, "one", null), (canceling.Status, canceling.Worker, canceling.FinishedAt));
        Assert.Same(canceling, canceling.RequestCancel(Latest));
        var canceled = canceling.ConfirmCanceled(Latest);
        Assert.Equal((JobStatus.Canceled, null, Latest), (canceled.Status, canceled.Worker, canceled.FinishedAt));
    }

    [Fact]
    public void Canceling_a_job_that_no_worker_holds_ends_it_at_once()
    {
        Assert.Equal((JobStatus.Canceled, Later), (Queued.RequestCancel(Later).Status, Queued.RequestCancel(Later).FinishedAt));
        Assert.Equal(JobStatus.Canceled, Queued.RequestPause().RequestCancel(Later).Status);
    }

    [Fact]
    public void A_job_that_succeeds_names_its_model()
    {
        var job = Running.Succeed(new ModelReference("glyphs", 3), stoppedEarly: true, Latest);
        Assert.Equal(
            (JobStatus.Succeeded, "glyphs:3", true, Latest, null),
            (job.Status, job.Model!.ToString(), job.StoppedEarly, job.FinishedAt, job.Worker));
    }

    [Fact]
    public void A_failed_job_says_why_until_it_is_retried()
    {
        var failed = Running.Fail("The loss is not a number.", Latest);
        Assert.Equal(
            (JobStatus.Failed, "The loss is not a number.", Latest, null),
            (failed.Status, failed.Problem, failed.FinishedAt, failed.Worker));
        var retried = failed.Retry();
        Assert.Equal((JobStatus.Queued, null, null, 1), (retried.Status, retried.Problem, retried.FinishedAt, retried.Attempt));
    }

    [Fact]
    public void A_conflict_says_what_would_be_allowed()
    {
        Assert.Equal("Job 7 is queued; only a paused job can be resumed.", Assert.Throws<ConflictException>(Queued.Resume).Message);
        Assert.Equal("Job 7 is running; only a failed or canceled job can be retried.", Assert.Throws<ConflictException>(Running.Retry).Message);
    }

    [Theory]
    [InlineData(0, 0, 0)]
    [InlineData(0, 8, 0)]
    [InlineData(2, 8, 0.25)]
    [InlineData(8, 8, 1)]
    public void Progress_is_the_share_of_the_steps(long step, long steps, double fraction)
    {
        Assert.Equal(fraction, new JobProgress(1, 1, step, steps, null, null).Fraction);
    }

    [Fact]
    public void A_setback_queues_the_job_for_later_and_is_counted_until_somebody_asks_for_a_retry()
    {
        var waiting = Running.Postpone(Latest, Later);

        Assert.Equal((JobStatus.Queued, 1, null), (waiting.Status, waiting.Setbacks, waiting.Worker));
        Assert.False(waiting.IsDue(Later));
        Assert.True(waiting.IsDue(Latest));
        Assert.Equal(2, waiting.Start("two", Latest).Postpone(Latest, Latest).Setbacks);
        Assert.Equal(0, waiting.Start("two", Latest).Fail("Why.", Latest).Retry().Setbacks);
    }

    [Fact]
    public void What_was_asked_of_a_job_before_its_setback_is_done()
    {
        Assert.Equal(JobStatus.Canceled, Running.RequestCancel(Later).Postpone(Latest, Later).Status);
        Assert.Equal(JobStatus.Paused, Running.RequestPause().Postpone(Latest, Later).Status);
    }
}
