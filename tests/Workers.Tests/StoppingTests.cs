using Clearsight.Domain.Jobs;
using Clearsight.Domain.Metrics;

namespace Clearsight.Workers.Tests;

public sealed class StoppingTests : WorkersTest
{
    /// <summary>Enough epochs that a stop asked for after the first one comes in time.</summary>
    private const int Epochs = 8;

    [Fact]
    public async Task A_running_job_that_is_canceled_stops_between_two_mini_batches()
    {
        await using var host = await StartAsync();
        var job = await host.SendAsync(TestJobs.Classifier(epochs: 1_000));
        await host.WaitAsync(job.Id, row => row.Progress?.Step > 0);
        await host.Store.UpdateAsync(job.Id, row => row.RequestCancel(TimeProvider.System.GetUtcNow()), null, Token);

        var ended = await host.WaitAsync(job.Id, row => row.Status.IsFinished());
        Assert.Equal(JobStatus.Canceled, ended.Status);
        Assert.NotNull(ended.FinishedAt);
        Assert.Empty(await host.Models.VersionsAsync("bars", Token));
    }

    [Fact]
    public async Task A_job_that_is_paused_and_resumed_gives_the_same_weights_as_one_that_was_not()
    {
        await using var host = await StartAsync();
        var whole = await host.RunAsync(TestJobs.Classifier(Epochs));

        var job = await host.SendAsync(TestJobs.Classifier(Epochs));
        await AfterFirstEpochAsync(host, job.Id);
        await host.Store.UpdateAsync(job.Id, row => row.RequestPause(), null, Token);
        var paused = await host.WaitAsync(job.Id, row => !row.Status.IsHeld());
        Assert.Equal((JobStatus.Paused, false), (paused.Status, paused.PauseRequested));

        await host.Store.UpdateAsync(job.Id, row => row.Resume(), null, Token);
        await host.Queue.EnqueueAsync(job);
        var ended = await host.WaitAsync(job.Id, row => row.Status.IsFinished());
        Assert.Equal((JobStatus.Succeeded, 2), (ended.Status, ended.Attempt));
        Assert.Equal(await host.DigestAsync(whole), await host.DigestAsync(ended));
        await SameCurveAsync(host, whole.Id, job.Id);
    }

    [Fact]
    public async Task A_job_goes_on_in_the_next_host_and_gives_the_same_weights()
    {
        TrainingJob whole, job;
        await using (var first = await StartAsync())
        {
            whole = await first.RunAsync(TestJobs.Classifier(Epochs));
            job = await first.SendAsync(TestJobs.Classifier(Epochs));
            await AfterFirstEpochAsync(first, job.Id);
            await first.StopAsync();
            var interrupted = (await first.Store.FindAsync(job.Id, Token))!;
            Assert.Equal((JobStatus.Queued, 1, null), (interrupted.Status, interrupted.Attempt, interrupted.Worker));
        }

        await using var second = await StartAsync();
        var ended = await second.WaitAsync(job.Id, row => row.Status.IsFinished());
        Assert.Equal((JobStatus.Succeeded, 2), (ended.Status, ended.Attempt));
        Assert.Equal(await second.DigestAsync(whole), await second.DigestAsync(ended));
        Assert.Contains("Going on from checkpoint", await second.LogAsync(job.Id), StringComparison.Ordinal);
        await SameCurveAsync(second, whole.Id, job.Id);
    }

    private static Task<TrainingJob> AfterFirstEpochAsync(WorkersHost host, string jobId) => host.WaitAsync(jobId, row => row.Best is not null);

    private static async Task SameCurveAsync(WorkersHost host, string wholeId, string resumedId)
    {
        var whole = await host.Store.MetricsAsync(wholeId, MetricKeys.TrainLoss, Token);
        var resumed = await host.Store.MetricsAsync(resumedId, MetricKeys.TrainLoss, Token);
        Assert.Equal(Epochs, whole.Count);
        Assert.Equal(whole.Select(metric => (metric.Epoch, metric.Step, metric.Value)), resumed.Select(metric => (metric.Epoch, metric.Step, metric.Value)));
    }
}
