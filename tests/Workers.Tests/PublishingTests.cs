using Clearsight.Domain;
using Clearsight.Domain.Jobs;
using Clearsight.Domain.Models;
using Clearsight.Serving.Models;

namespace Clearsight.Workers.Tests;

public sealed class PublishingTests : WorkersTest
{
    [Fact]
    public async Task A_model_takes_over_as_the_rule_of_its_job_says()
    {
        await using var host = await StartAsync();
        await host.RunAsync(TestJobs.Classifier() with { Select = SelectionRule.Never });
        Assert.Null(await host.Selections.FindAsync(TaskKind.Classify, Token));

        await host.RunAsync(TestJobs.Classifier());
        Assert.Equal("bars:2", await SelectedAsync(host));

        // The same weights again are not better.
        await host.RunAsync(TestJobs.Classifier());
        Assert.Equal("bars:2", await SelectedAsync(host));

        await host.RunAsync(TestJobs.Classifier() with { Select = SelectionRule.Always });
        Assert.Equal("bars:4", await SelectedAsync(host));
    }

    [Fact]
    public async Task A_host_lost_between_registering_and_succeeding_leaves_one_version_and_one_selection()
    {
        TrainingJob job;
        await using (var first = await StartAsync())
        {
            job = await first.RunAsync(TestJobs.Classifier() with { Select = SelectionRule.Always });
            await first.StopAsync();
            await first.Store.UpdateAsync(job.Id, AsBeforeItsEnd, null, Token);
        }

        await using var second = await StartAsync();
        var ended = await second.WaitAsync(job.Id, row => row.Status.IsFinished());
        Assert.Equal((JobStatus.Succeeded, 2, "bars:1"), (ended.Status, ended.Attempt, ended.Model?.ToString()));
        Assert.Single(await second.Models.VersionsAsync("bars", Token));
        Assert.Single((await second.Selections.HistoryAsync(TaskKind.Classify, new PageRequest(), Token)).Items);
    }

    /// <summary>The row as the lost host left it, which no transition leads back to.</summary>
    private static TrainingJob AsBeforeItsEnd(TrainingJob job) =>
        job with { Status = JobStatus.Running, Worker = "lost/1", Model = null, FinishedAt = null };

    [Fact]
    public async Task A_model_is_on_the_disk_once()
    {
        await using var host = await StartAsync();

        var job = await host.RunAsync(TestJobs.Classifier());

        // Tidied up once the row says how it ended.
        var folder = Path.Combine(Folder, "jobs", job.Id);
        for (var look = 0; look < 500 && Directory.EnumerateDirectories(folder, "output*").Any(); look++)
        {
            await Task.Delay(20, Token);
        }

        Assert.Empty(Directory.EnumerateDirectories(folder, "output*"));
    }

    [Fact]
    public async Task A_job_that_succeeded_and_selected_its_model_serves_it_already()
    {
        await using var host = await StartAsync();

        for (var version = 1; version <= 3; version++)
        {
            await host.RunAsync(TestJobs.Classifier() with { Select = SelectionRule.Always });

            Assert.Equal($"bars:{version}", host.Get<SelectedModels>().Find(TaskKind.Classify)?.Reference.ToString());
        }
    }

    private static async Task<string?> SelectedAsync(WorkersHost host) =>
        (await host.Selections.FindAsync(TaskKind.Classify, Token))?.Model.ToString();
}
