using Clearsight.Domain.Jobs;
using Clearsight.Domain.Models;
using Clearsight.Domain.Recipes;

namespace Clearsight.Domain.Tests.Jobs;

public sealed class ReportJobTests
{
    private static readonly DateTimeOffset Now = new(2026, 1, 2, 3, 4, 5, TimeSpan.Zero);

    private static readonly TrainingJob Part = new()
    {
        Id = "part",
        Recipe = "fashion-classifier",
        Task = TaskKind.Classify,
        Network = NetworkIds.FashionCnn,
        Dataset = "glyphs",
        Hyperparameters = new Hyperparameters(),
        ModelName = "glyphs",
        CreatedAt = Now,
        Parent = "report",
        Progress = new JobProgress(0, 4, 0, 100, null, null),
    };

    private static readonly ReportJob Queued = new(
        Part with { Id = "report", Recipe = ReportRecipe.Id, Parent = null, Parts = ["1", "2", "3"], Progress = null },
        [.. Enumerable.Range(1, 3).Select(number => Part with { Id = $"{number}", After = number == 1 ? null : $"{number - 1}" })]);

    private static readonly ReportJob FirstRuns = OfPart(Queued, 1, part => part.Start("w", Now));
    private static readonly ReportJob SecondRuns = OfPart(OfPart(FirstRuns, 1, Succeed), 2, part => part.Start("w", Now));

    [Fact]
    public void A_report_runs_from_the_start_of_its_first_part_on_and_is_due_when_the_last_has_succeeded()
    {
        var between = OfPart(FirstRuns, 1, Succeed);
        var due = OfPart(OfPart(OfPart(SecondRuns, 2, Succeed), 3, part => part.Start("w", Now)), 3, Succeed);

        Assert.Equal((JobStatus.Queued, false), (Queued.Job.Status, Queued.IsDue));
        Assert.Equal((JobStatus.Running, 1, Now), (FirstRuns.Job.Status, FirstRuns.Job.Attempt, FirstRuns.Job.StartedAt));
        Assert.Equal((JobStatus.Running, false, "2"), (between.Job.Status, between.IsDue, between.Current?.Id));
        Assert.Equal((JobStatus.Running, true, null), (due.Job.Status, due.IsDue, due.Current));
        Assert.Equal(1, due.Job.Attempt);
    }

    [Fact]
    public void Its_progress_is_the_sum_of_its_parts_where_an_early_stop_counts_as_the_whole()
    {
        var report = OfPart(SecondRuns, 2, part => part with { Progress = new JobProgress(3, 4, 50, 100, 7, 1_000) });

        // The first part ended at 60 of its 100 steps.
        Assert.Equal(new JobProgress(4 + 3, 12, 100 + 50, 300, null, 1_000), report.Job.Progress);
        Assert.Equal(0.5, report.Job.Progress!.Fraction);
        var last = OfPart(OfPart(OfPart(report, 2, Succeed), 3, part => part.Start("w", Now)), 3, part => part with { Progress = new JobProgress(1, 4, 1, 100, 9, 10) });
        Assert.Equal(9, last.Job.Progress!.EtaSeconds);
    }

    [Fact]
    public void A_part_that_fails_fails_the_report_which_names_it_and_cancels_the_parts_after_it()
    {
        var report = OfPart(FirstRuns, 1, part => part.Fail("No data.", Now));

        Assert.Equal((JobStatus.Failed, "Its part fashion-classifier, job 1, failed: No data."), (report.Job.Status, report.Job.Problem));
        Assert.Equal([JobStatus.Failed, JobStatus.Canceled, JobStatus.Canceled], Statuses(report));
    }

    [Fact]
    public void A_part_that_is_canceled_cancels_the_report_which_names_it()
    {
        var canceling = OfPart(SecondRuns, 2, part => part.RequestCancel(Now));
        var report = OfPart(canceling, 2, part => part.ConfirmCanceled(Now));

        Assert.Equal(JobStatus.Running, canceling.Job.Status);
        Assert.Equal((JobStatus.Canceled, "Its part fashion-classifier, job 2, was canceled."), (report.Job.Status, report.Job.Problem));
        Assert.Equal([JobStatus.Succeeded, JobStatus.Canceled, JobStatus.Canceled], Statuses(report));
    }

    [Fact]
    public void A_report_that_is_canceled_cancels_its_parts_and_waits_for_the_one_that_runs()
    {
        var canceling = OfReport(SecondRuns, job => job.RequestCancel(Now));
        var report = OfPart(canceling, 2, part => part.ConfirmCanceled(Now));

        Assert.Equal(JobStatus.Canceling, canceling.Job.Status);
        Assert.Equal([JobStatus.Succeeded, JobStatus.Canceling, JobStatus.Canceled], Statuses(canceling));
        Assert.Equal((JobStatus.Canceled, null, Now), (report.Job.Status, report.Job.Problem, report.Job.FinishedAt));
        Assert.All(OfReport(Queued, job => job.RequestCancel(Now)).Parts, part => Assert.Equal(JobStatus.Canceled, part.Status));
    }

    [Fact]
    public void A_report_is_paused_and_resumed_with_the_part_whose_turn_it_is()
    {
        var asked = OfReport(SecondRuns, job => job.RequestPause());
        var paused = OfPart(asked, 2, part => part.ConfirmPaused());
        var resumed = OfReport(paused, job => job.Resume());
        var runs = OfPart(resumed, 2, part => part.Start("w", Now));

        Assert.Equal((JobStatus.Running, true), (asked.Job.Status, asked.Parts[1].PauseRequested));
        Assert.Equal((JobStatus.Paused, false), (paused.Job.Status, paused.Job.PauseRequested));
        Assert.Equal([JobStatus.Succeeded, JobStatus.Queued, JobStatus.Queued], Statuses(resumed));
        Assert.Equal((JobStatus.Running, 2), (runs.Job.Status, runs.Job.Attempt));
    }

    [Fact]
    public void A_pause_that_its_part_does_not_live_to_see_is_the_next_ones()
    {
        var report = OfPart(OfReport(SecondRuns, job => job.RequestPause()), 2, Succeed);

        Assert.Equal(JobStatus.Paused, report.Job.Status);
        Assert.Equal([JobStatus.Succeeded, JobStatus.Succeeded, JobStatus.Paused], Statuses(report));
    }

    [Fact]
    public void A_part_that_is_paused_and_resumed_alone_takes_the_report_along()
    {
        var paused = OfPart(Queued, 1, part => part.RequestPause());
        var later = OfPart(FirstRuns, 3, part => part.RequestPause());

        Assert.Equal(JobStatus.Paused, paused.Job.Status);
        Assert.Equal(JobStatus.Queued, OfPart(paused, 1, part => part.Resume()).Job.Status);
        Assert.Equal(JobStatus.Running, later.Job.Status);
    }

    [Fact]
    public void A_retry_brings_back_what_has_not_succeeded()
    {
        var failed = OfPart(SecondRuns, 2, part => part.Fail("No data.", Now));
        var report = OfReport(failed, job => job.Retry());

        Assert.Equal((JobStatus.Queued, null, null), (report.Job.Status, report.Job.Problem, report.Job.FinishedAt));
        Assert.Equal([JobStatus.Succeeded, JobStatus.Queued, JobStatus.Queued], Statuses(report));
    }

    [Fact]
    public void A_part_of_a_report_that_is_over_is_not_retried_alone()
    {
        var failed = OfPart(SecondRuns, 2, part => part.Fail("No data.", Now));

        var conflict = Assert.Throws<ConflictException>(() => OfPart(failed, 2, part => part.Retry()));

        Assert.Equal("Job 2 is a part of report report, which is failed; retry that, and its parts go on.", conflict.Message);
    }

    [Fact]
    public void A_host_that_stops_in_the_middle_leaves_the_report_running()
    {
        var report = OfPart(SecondRuns, 2, part => part.Interrupt());

        Assert.Equal(JobStatus.Running, report.Job.Status);
        Assert.Equal(JobStatus.Queued, report.Parts[1].Status);
    }

    /// <summary>Whatever is done to them in whatever order: never a step that the law of statuses forbids, never at odds.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void A_report_and_its_parts_agree_whatever_happens(ulong seed)
    {
        List<Func<TrainingJob, TrainingJob>> asked = [job => job.RequestCancel(Now), job => job.RequestPause(), job => job.Resume(), job => job.Retry()];
        List<Func<TrainingJob, TrainingJob>> done =
            [part => part.Start("w", Now), Succeed, part => part.Fail("No.", Now), part => part.Release(Now), part => part.Status == JobStatus.Canceling ? part.ConfirmCanceled(Now) : part];
        var random = new RandomStream(seed, "reports");
        var (report, seen) = (Queued, new HashSet<JobStatus>());
        for (var step = 0; step < 20_000; step++)
        {
            var change = random.Below(4) == 0 ? asked[(int)random.Below(4)] : done[(int)random.Below(5)];
            try
            {
                report = random.Below(3) == 0 && asked.Contains(change)
                    ? OfReport(report, change)
                    // A worker only has the part whose turn it is.
                    : OfPart(report, asked.Contains(change) ? 1 + (int)random.Below(3) : report.Parts.TakeWhile(part => part.Status == JobStatus.Succeeded).Count() % 3 + 1, change);
            }
            catch (ConflictException refused)
            {
                Assert.DoesNotContain("report report cannot", refused.Message, StringComparison.Ordinal);
                continue;
            }

            seen.Add(report.Job.Status);
            var allFinished = report.Parts.All(part => part.Status.IsFinished());
            Assert.Equal(allFinished, report.Job.Status.IsFinished() || report.IsDue);
            Assert.True(report.Job.Status.IsHeld() || !report.Parts.Any(part => part.Status.IsHeld()), $"{report.Job.Status}: {string.Join(", ", Statuses(report))}");
            report = report.IsDue ? Queued : report;
        }

        Assert.Superset(new HashSet<JobStatus> { JobStatus.Queued, JobStatus.Running, JobStatus.Paused, JobStatus.Canceling, JobStatus.Failed, JobStatus.Canceled }, seen);
    }

    private static TrainingJob Succeed(TrainingJob part) =>
        (part with { Progress = part.Progress! with { Step = 60 } }).Succeed(new ModelReference("glyphs", 1), stoppedEarly: true, Now);

    private static ReportJob OfPart(ReportJob report, int number, Func<TrainingJob, TrainingJob> change) =>
        (report with { Parts = [.. report.Parts.Select(part => part.Id == $"{number}" ? change(part) : part)] }).AfterPartChanged(Now);

    private static ReportJob OfReport(ReportJob report, Func<TrainingJob, TrainingJob> change) =>
        (report with { Job = change(report.Job) }).AfterReportChanged(Now);

    private static IEnumerable<JobStatus> Statuses(ReportJob report) => report.Parts.Select(part => part.Status);
}
