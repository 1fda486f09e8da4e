using Clearsight.Domain.Jobs;
using Clearsight.Domain.Metrics;

namespace Clearsight.Workers.Tests;

/// <summary>What may pass is waited for and gone on after. That what would come again fails at once is at <see cref="TrainingWorkerTests"/>.</summary>
public sealed class SetbackTests : WorkersTest
{
    private const int Epochs = 8;

    [Fact]
    public async Task An_attempt_that_ends_on_what_may_pass_is_followed_by_one_that_goes_on_and_gives_the_same_weights()
    {
        string whole;
        await using (var sound = await StartAsync())
        {
            whole = await sound.DigestAsync(await sound.RunAsync(TestJobs.Classifier(Epochs)));
        }

        // The write, and the one retry that the test's options allow.
        await using var host = await StartAsync(failing: nameof(IJobStore.AppendMetricsAsync), failures: 2);
        var job = await host.SendAsync(TestJobs.Classifier(Epochs));
        var waiting = await host.WaitAsync(job.Id, row => row.Setbacks > 0);
        var ended = await host.WaitAsync(job.Id, row => row.Status.IsFinished());

        Assert.Equal((JobStatus.Queued, 1, null), (waiting.Status, waiting.Attempt, waiting.Problem));
        Assert.True(waiting.NotBefore > waiting.StartedAt);
        Assert.Equal((JobStatus.Succeeded, 2, 1), (ended.Status, ended.Attempt, ended.Setbacks));
        Assert.Equal(whole, await host.DigestAsync(ended));
        // No epoch is missing: the one that could not be written is told of again.
        var losses = await host.Store.MetricsAsync(ended.Id, MetricKeys.ValidationLoss, Token);
        Assert.Equal(Enumerable.Range(1, Epochs), losses.Select(metric => metric.Epoch));
        Assert.Contains("The attempt ended on an error that may pass", await host.LogAsync(job.Id), StringComparison.Ordinal);
        Assert.Contains("Going on from checkpoint", await host.LogAsync(job.Id), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_write_that_fails_once_is_done_again_while_the_training_goes_on()
    {
        await using var host = await StartAsync(failing: nameof(IJobStore.AppendMetricsAsync), failures: 1);
        var ended = await host.RunAsync(TestJobs.Classifier(Epochs));

        Assert.Equal((JobStatus.Succeeded, 1, 0), (ended.Status, ended.Attempt, ended.Setbacks));
        var losses = await host.Store.MetricsAsync(ended.Id, MetricKeys.ValidationLoss, Token);
        Assert.Equal(Enumerable.Range(1, Epochs), losses.Select(metric => metric.Epoch));
    }
}
