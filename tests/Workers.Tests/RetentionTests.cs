using Clearsight.Domain.Jobs;
using Clearsight.Storage.Jobs;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace Clearsight.Workers.Tests;

public sealed class RetentionTests : WorkersTest
{
    [Fact]
    public async Task Checkpoints_go_first_then_jobs_that_nothing_depends_on()
    {
        await using var host = await StartAsync();
        var trained = await host.RunAsync(TestJobs.Classifier());
        var canceled = TestJobs.Classifier();
        await host.Store.AddAsync(canceled, Token);
        await host.Store.UpdateAsync(canceled.Id, job => job.RequestCancel(TimeProvider.System.GetUtcNow()), null, Token);
        var checkpoints = host.Get<CheckpointFiles>();

        await SweepAsync(host, afterDays: 29);
        Assert.NotEmpty(await checkpoints.ListAsync(trained.Id, Token));

        await SweepAsync(host, afterDays: 31);
        Assert.Empty(await checkpoints.ListAsync(trained.Id, Token));
        Assert.NotNull(await host.Store.FindAsync(canceled.Id, Token));

        await SweepAsync(host, afterDays: 61);
        Assert.Null(await host.Store.FindAsync(canceled.Id, Token));
        Assert.Equal(JobStatus.Succeeded, (await host.Store.FindAsync(trained.Id, Token))!.Status);
    }

    [Fact]
    public async Task What_a_later_attempt_has_is_left_alone()
    {
        await using var host = await StartAsync();
        var trained = await host.RunAsync(TestJobs.Classifier());
        var folders = host.Get<AttemptFolders>();
        await folders.TakeCheckpointsAsync(trained.Id, trained.Attempt + 1, Token);

        folders.RemoveCheckpoints(trained.Id, trained.Attempt);

        Assert.NotEmpty(await host.Get<CheckpointFiles>().ListAsync(trained.Id, Token));
    }

    [Fact]
    public async Task Zero_days_keep_everything()
    {
        await using var host = await StartAsync();
        var trained = await host.RunAsync(TestJobs.Classifier());

        await SweepAsync(host, afterDays: 10_000, new RetentionOptions { CheckpointDays = 0 });

        Assert.NotEmpty(await host.Get<CheckpointFiles>().ListAsync(trained.Id, Token));
    }

    private static Task SweepAsync(WorkersHost host, int afterDays, RetentionOptions? options = null) => new Retention(
        host.Store,
        host.Get<AttemptFolders>(),
        Options.Create(options ?? new RetentionOptions { CheckpointDays = 30, JobDays = 60 }),
        new Later(afterDays),
        NullLogger<Retention>.Instance).SweepAsync(Token);

    private sealed class Later(int days) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => System.GetUtcNow().AddDays(days);
    }
}
