using Clearsight.Domain.Jobs;
using Clearsight.Postgres;

namespace Clearsight.Workers.Tests;

public sealed class PriorityTests : WorkersTest
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Of_the_jobs_that_wait_the_most_urgent_starts_first_and_those_alike_in_the_order_they_came(bool shared)
    {
        await using var host = await StartAsync(connectionString: shared ? await SharedPostgres.NewDatabaseAsync() : null);
        var first = await host.SendAsync(TestJobs.Classifier(epochs: 1_000));
        await host.WaitAsync(first.Id, row => row.Status == JobStatus.Running);
        var sent = new List<TrainingJob>();
        foreach (var priority in new[] { JobPriority.Low, JobPriority.Normal, JobPriority.High, JobPriority.Normal })
        {
            sent.Add(await host.SendAsync(TestJobs.Classifier() with { Priority = priority }));
        }

        // What runs is left alone, whatever comes.
        Assert.Equal(JobStatus.Running, (await host.Store.FindAsync(first.Id, Token))!.Status);
        await host.Store.UpdateAsync(first.Id, row => row.RequestCancel(TimeProvider.System.GetUtcNow()), null, Token);
        var started = new List<(string Id, DateTimeOffset? At)>();
        foreach (var job in sent)
        {
            started.Add((job.Id, (await host.WaitAsync(job.Id, row => row.Status.IsFinished())).StartedAt));
        }

        Assert.Equal(new[] { sent[2].Id, sent[1].Id, sent[3].Id, sent[0].Id }, started.OrderBy(job => job.At).Select(job => job.Id));
    }
}
