using Clearsight.Domain;
using Clearsight.Domain.Jobs;
using Hangfire;

namespace Clearsight.Workers.Tests;

public sealed class ReconcilerTests : WorkersTest
{
    private static DateTimeOffset Now => TimeProvider.System.GetUtcNow();

    [Fact]
    public async Task A_job_whose_host_was_lost_runs_again_at_the_next_start()
    {
        var job = TestJobs.Classifier();
        await LoseAsync(job, row => row);

        await using var host = await StartAsync();
        var ended = await host.WaitAsync(job.Id, row => row.Status.IsFinished());
        Assert.Equal((JobStatus.Succeeded, 2), (ended.Status, ended.Attempt));
        Assert.Contains("The worker was lost; the job is queued now.", await host.LogAsync(job.Id), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_was_asked_of_a_lost_job_happens_at_the_next_start()
    {
        var canceled = TestJobs.Classifier();
        var paused = TestJobs.Classifier();
        await LoseAsync(canceled, row => row.RequestCancel(Now));
        await LoseAsync(paused, row => row.RequestPause());

        await using var host = await StartAsync();
        Assert.Equal(JobStatus.Canceled, (await host.Store.FindAsync(canceled.Id, Token))!.Status);
        Assert.Equal(JobStatus.Paused, (await host.Store.FindAsync(paused.Id, Token))!.Status);
    }

    [Fact]
    public async Task Queued_jobs_run_after_a_restart_in_the_order_they_were_sent()
    {
        // Ids of one millisecond have no order, so these are made to be a second apart.
        var jobs = Enumerable.Range(-3, 3).Select(second => TestJobs.Classifier() with { Id = Guid.CreateVersion7(Now.AddSeconds(second)).ToString("N") }).ToList();
        await using (var api = await StartAsync("Api"))
        {
            foreach (var job in jobs)
            {
                await api.SendAsync(job);
            }
        }

        await using var host = await StartAsync();
        var ended = new List<TrainingJob>();
        foreach (var job in jobs)
        {
            ended.Add(await host.WaitAsync(job.Id, row => row.Status.IsFinished()));
        }

        Assert.All(ended, job => Assert.Equal((JobStatus.Succeeded, 1), (job.Status, job.Attempt)));
        Assert.Equal(ended, ended.OrderBy(job => job.StartedAt));
    }

    [Fact]
    public async Task The_queue_knows_which_jobs_it_holds()
    {
        await using var api = await StartAsync("Api");
        var queue = api.Get<HangfireJobQueue>();
        Assert.Empty(queue.Entries());
        var (high, low, later) = (TestJobs.Classifier() with { Priority = JobPriority.High }, TestJobs.Classifier() with { Priority = JobPriority.Low }, TestJobs.Classifier() with { NotBefore = Now.AddDays(1) });
        foreach (var job in new[] { high, low, later, high })
        {
            await queue.EnqueueAsync(job);
        }

        Assert.Equal(new[] { high.Id, low.Id, later.Id }.Order(), queue.Entries().Order());
    }

    [Theory]
    [InlineData(0.25, 1)]
    [InlineData(0, 0)]
    public async Task An_entry_comes_at_the_first_whole_second_at_which_its_job_is_due(double fraction, int later)
    {
        await using var api = await StartAsync("Api");
        var day = new DateTimeOffset(Now.Date.AddDays(1), TimeSpan.Zero);
        await api.Queue.EnqueueAsync(TestJobs.Classifier() with { NotBefore = day.AddSeconds(fraction) });

        var entry = Assert.Single(api.Get<JobStorage>().GetMonitoringApi().ScheduledJobs(0, 10)).Value;
        Assert.Equal(day.UtcDateTime.AddSeconds(later), entry.EnqueueAt);
    }

    [Theory]
    [InlineData(3)]
    [InlineData(PageRequest.MaximumLimit + 1)]
    public async Task Every_job_that_waits_has_an_entry_after_a_restart(int count)
    {
        var jobs = Enumerable.Range(0, count).Select(_ => TestJobs.Classifier() with { NotBefore = Now.AddDays(1) }).ToList();
        await using (var api = await StartAsync("Api"))
        {
            await Task.WhenAll(jobs.Select(job => api.Store.AddAsync(job, Token)));
        }

        await using var host = await StartAsync();
        Assert.Equal(jobs.Select(job => job.Id).Order(), host.Get<HangfireJobQueue>().Entries().Order());
    }

    /// <summary>Leaves the row as a host that ended in the middle of the job would.</summary>
    private async Task LoseAsync(TrainingJob job, Func<TrainingJob, TrainingJob> asked)
    {
        await using var api = await StartAsync("Api");
        await api.Store.AddAsync(job, Token);
        await api.Store.UpdateAsync(job.Id, row => asked(row.Start("lost/1", Now)), null, Token);
    }
}
