using Clearsight.Domain.Jobs;
using Clearsight.Domain.Models;
using Clearsight.Domain.Recipes;
using Clearsight.Storage.Jobs;

namespace Clearsight.Workers.Tests;

public sealed class ReportTests : WorkersTest
{
    private static DateTimeOffset Now => TimeProvider.System.GetUtcNow();

    [Fact]
    public async Task A_report_trains_its_parts_one_after_the_other_and_ends_with_its_pages()
    {
        await using var host = await StartAsync();
        var after = TestJobs.Classifier();
        var report = await SendAsync(host, TestReport());
        await host.SendAsync(after with { After = report.Job.Id });

        var ended = await host.WaitAsync(report.Job.Id, row => row.Status.IsFinished());
        var parts = (await host.Store.ReportAsync(report.Job.Id, Token)).Parts;
        Assert.Equal((JobStatus.Succeeded, 1, null, null), (ended.Status, ended.Attempt, ended.Problem, ended.Model));
        Assert.Equal((1d, 0d), (ended.Progress!.Fraction, ended.Progress.EtaSeconds));
        Assert.All(parts, part => Assert.Equal((JobStatus.Succeeded, 1), (part.Status, part.Attempt)));
        Assert.Equal(parts.Select(part => part.FinishedAt), parts.Select(part => part.FinishedAt).Order());
        Assert.Equal(new ModelReference("bar-denoiser", 1), parts[2].BaseModel);
        var html = await PageAsync(host, ended, ArtifactFiles.Html);
        Assert.Contains("<svg>psnr of bar-denoiser:1</svg>", html, StringComparison.Ordinal);
        Assert.Contains("<svg>confusion-matrix of bar-transfer:1</svg>", html, StringComparison.Ordinal);
        var page = await PageAsync(host, ended);
        Assert.StartsWith("# Report on bar-denoiser:1, bars:1, bar-transfer:1", page, StringComparison.Ordinal);
        Assert.Contains("McNemar", page, StringComparison.Ordinal);
        Assert.Contains($"Part fashion-transfer, job {parts[2].Id}, is succeeded.", await host.LogAsync(ended.Id), StringComparison.Ordinal);
        Assert.Equal(JobStatus.Succeeded, (await host.WaitAsync(after.Id, row => row.Status.IsFinished())).Status);
    }

    [Fact]
    public async Task A_part_that_fails_fails_the_report_and_the_next_try_goes_on_behind_what_succeeded()
    {
        await using var host = await StartAsync();
        var sent = TestReport();
        var report = await SendAsync(host, sent with { Parts = [sent.Parts[0], sent.Parts[1] with { Dataset = SmallPictures.Missing }, sent.Parts[2]] });
        var failed = await host.WaitAsync(report.Job.Id, row => row.Status.IsFinished());
        Assert.Equal(
            (JobStatus.Failed, $"Its part fashion-classifier, job {report.Parts[1].Id}, failed: The file missing.gz is not there; put it into the data directory."),
            (failed.Status, failed.Problem));
        Assert.Equal(JobStatus.Canceled, (await host.Store.FindAsync(report.Parts[2].Id, Token))!.Status);

        await host.Store.UpdateAsync(report.Parts[1].Id, part => part with { Dataset = SmallPictures.Name }, null, Token);
        await host.Store.UpdateAsync(failed.Id, job => job.Retry(), null, Token);
        await host.Queue.EnqueueAsync(report.Parts[1]);
        var ended = await host.WaitAsync(failed.Id, row => row.Status == JobStatus.Succeeded);

        Assert.Equal(2, ended.Attempt);
        Assert.Equal([1, 2, 1], (await host.Store.ReportAsync(ended.Id, Token)).Parts.Select(part => part.Attempt));
        Assert.Contains("bar-denoiser:1", await PageAsync(host, ended), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_report_canceled_in_the_middle_stops_the_part_that_runs_and_starts_no_other()
    {
        await using var host = await StartAsync();
        var report = await SendAsync(host, TestReport(epochs: 1_000));
        await host.WaitAsync(report.Parts[0].Id, row => row.Progress?.Step > 0);
        var asked = await host.Store.UpdateAsync(report.Job.Id, job => job.RequestCancel(Now), null, Token);

        var ended = await host.WaitAsync(report.Job.Id, row => row.Status.IsFinished());
        Assert.Equal((JobStatus.Canceling, JobStatus.Canceled, null), (asked.Status, ended.Status, ended.Problem));
        Assert.Equal(
            [(JobStatus.Canceled, 1), (JobStatus.Canceled, 0), (JobStatus.Canceled, 0)],
            (await host.Store.ReportAsync(ended.Id, Token)).Parts.Select(part => (part.Status, part.Attempt)));
        Assert.Empty(await host.Get<ArtifactFiles>().ListAsync(ended.Id, Token));
    }

    [Fact]
    public async Task A_report_goes_on_in_the_next_host_from_the_checkpoint_of_its_part()
    {
        ReportJob report;
        await using (var first = await StartAsync())
        {
            report = await SendAsync(first, TestReport(epochs: 8));
            await first.WaitAsync(report.Parts[0].Id, row => row.Best is not null);
            await first.StopAsync();
            Assert.Equal(JobStatus.Running, (await first.Store.FindAsync(report.Job.Id, Token))!.Status);
        }

        await using var second = await StartAsync();
        var ended = await second.WaitAsync(report.Job.Id, row => row.Status.IsFinished());
        Assert.Equal((JobStatus.Succeeded, 1), (ended.Status, ended.Attempt));
        Assert.Equal([2, 1, 1], (await second.Store.ReportAsync(ended.Id, Token)).Parts.Select(part => part.Attempt));
        Assert.Contains("Going on from checkpoint", await second.LogAsync(report.Parts[0].Id), StringComparison.Ordinal);
        Assert.NotEmpty(await PageAsync(second, ended));
    }

    [Fact]
    public async Task A_host_lost_before_or_while_it_wrote_the_pages_writes_them_at_the_next_start()
    {
        ReportJob report;
        await using (var first = await StartAsync())
        {
            report = await SendAsync(first, TestReport());
            var whole = await first.WaitAsync(report.Job.Id, row => row.Status.IsFinished());
            await first.StopAsync();
            // As it was before its end, which no transition leads back to.
            await first.Store.UpdateAsync(whole.Id, row => row with { Status = JobStatus.Running, FinishedAt = null }, null, Token);
            File.Delete((await first.Get<ArtifactFiles>().FindAsync(whole.Id, ArtifactFiles.Markdown, Token)).Path);
        }

        await using var second = await StartAsync();
        var ended = await second.WaitAsync(report.Job.Id, row => row.Status.IsFinished());
        Assert.Equal(JobStatus.Succeeded, ended.Status);
        Assert.NotEmpty(await PageAsync(second, ended));
        Assert.Single(await second.Models.VersionsAsync("bars", Token));
    }

    private static async Task<ReportJob> SendAsync(WorkersHost host, ReportJob report)
    {
        await host.Store.AddAsync([report.Job, .. report.Parts], Token);
        await host.Queue.EnqueueAsync(report.Parts[0]);
        return report;
    }

    private static async Task<string> PageAsync(WorkersHost host, TrainingJob report, string name = ArtifactFiles.Markdown)
    {
        var artifacts = host.Get<ArtifactFiles>();
        Assert.Equal([ArtifactFiles.Html, ArtifactFiles.Markdown], (await artifacts.ListAsync(report.Id, Token)).Select(file => file.Name));
        return await File.ReadAllTextAsync((await artifacts.FindAsync(report.Id, name, Token)).Path, Token);
    }

    private static ReportJob TestReport(int epochs = 1)
    {
        var report = TestJobs.Classifier() with { Recipe = ReportRecipe.Id, Network = "", ModelName = "" };
        var parts = new List<TrainingJob>();
        foreach (var (index, job) in new[] { TestJobs.Denoiser(), TestJobs.Classifier(), TestJobs.Transfer() }.Index())
        {
            parts.Add(job with
            {
                Id = TrainingJob.NewId(Now.AddMilliseconds(index + 1)),
                Parent = report.Id,
                After = parts.LastOrDefault()?.Id,
                Hyperparameters = job.Hyperparameters with { Epochs = epochs },
                Progress = JobProgress.Ahead(job.Hyperparameters with { Epochs = epochs }, SmallPictures.TrainCount - job.Hyperparameters.ValidationCount),
            });
        }

        return new ReportJob(report with { Parts = [.. parts.Select(part => part.Id)] }, parts);
    }
}
