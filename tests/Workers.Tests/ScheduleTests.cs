using Clearsight.Domain.Jobs;
using Clearsight.Postgres;
using Hangfire;

namespace Clearsight.Workers.Tests;

public sealed class ScheduleTests : WorkersTest
{
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(2);

    private static DateTimeOffset Now => TimeProvider.System.GetUtcNow();

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_job_waits_for_its_time_once_also_where_the_host_was_started_anew_meanwhile(bool shared)
    {
        var database = shared ? await SharedPostgres.NewDatabaseAsync() : null;
        TrainingJob job;
        await using (var first = await StartAsync(connectionString: database))
        {
            job = await first.SendAsync(TestJobs.Classifier() with { NotBefore = Now + 2 * Soon });
        }

        await using var second = await StartAsync(connectionString: database);
        // In memory the entry went with the host, in PostgreSQL it did not: either way there is one.
        Assert.Equal(1, second.Get<JobStorage>().GetMonitoringApi().ScheduledCount());
        Assert.Equal(JobStatus.Queued, (await second.Store.FindAsync(job.Id, Token))!.Status);

        var ended = await second.WaitAsync(job.Id, row => row.Status.IsFinished());
        Assert.Equal((JobStatus.Succeeded, 1), (ended.Status, ended.Attempt));
        Assert.True(ended.StartedAt >= job.NotBefore, $"{ended.StartedAt:O} is before {job.NotBefore:O}.");
    }

    [Fact]
    public async Task A_job_whose_time_has_passed_when_the_host_comes_back_starts_at_once()
    {
        var job = TestJobs.Classifier() with { NotBefore = Now.AddHours(-1) };
        await using (var api = await StartAsync("Api"))
        {
            await api.Store.AddAsync(job, Token);
        }

        await using var host = await StartAsync();
        Assert.Equal(JobStatus.Succeeded, (await host.WaitAsync(job.Id, row => row.Status.IsFinished())).Status);
    }

    [Fact]
    public async Task A_go_that_comes_before_its_time_starts_nothing()
    {
        await using var host = await StartAsync();
        var job = await host.SendAsync(TestJobs.Classifier() with { NotBefore = Now.AddHours(1) });
        await host.Queue.EnqueueAsync(job with { NotBefore = null });
        await host.RunAsync(TestJobs.Classifier());

        var row = (await host.Store.FindAsync(job.Id, Token))!;
        Assert.Equal((JobStatus.Queued, 0), (row.Status, row.Attempt));
    }

    [Fact]
    public async Task A_job_that_is_canceled_while_it_waits_for_its_time_never_starts()
    {
        await using var host = await StartAsync();
        var job = await host.SendAsync(TestJobs.Classifier() with { NotBefore = Now + Soon });
        var canceled = await host.Store.UpdateAsync(job.Id, row => row.RequestCancel(Now), null, Token);
        Assert.Equal(JobStatus.Canceled, canceled.Status);

        await host.RunAsync(TestJobs.Classifier() with { NotBefore = Now + Soon });
        var row = (await host.Store.FindAsync(job.Id, Token))!;
        Assert.Equal((JobStatus.Canceled, 0), (row.Status, row.Attempt));
    }
}
