using Clearsight.Domain.Jobs;
using Clearsight.Domain.Models;
using Clearsight.Domain.Recipes;

namespace Clearsight.Workers.Tests;

public sealed class ChainTests : WorkersTest
{
    [Fact]
    public async Task A_transfer_after_a_denoiser_takes_over_the_encoder_that_it_left()
    {
        await using var host = await StartAsync();
        var denoiser = TestJobs.Denoiser();
        await host.Store.AddAsync(denoiser, Token);
        // Said too early: it waits for its predecessor all the same.
        var transfer = await host.SendAsync(TestJobs.Transfer() with { After = denoiser.Id });
        await host.Queue.EnqueueAsync(denoiser);

        var ended = await host.WaitAsync(transfer.Id, row => row.Status.IsFinished());
        var before = (await host.Store.FindAsync(denoiser.Id, Token))!;
        Assert.Equal((JobStatus.Succeeded, null), (ended.Status, ended.Problem));
        Assert.Equal(new ModelReference("bar-denoiser", 1), ended.BaseModel);
        Assert.True(ended.StartedAt >= before.FinishedAt);
        var version = (await host.Models.FindAsync(ended.Model!, Token))!;
        Assert.Equal(before.Model, version.Manifest.Parent);
    }

    [Fact]
    public async Task Everything_after_a_failed_job_fails_and_says_which_one_it_was()
    {
        await using var host = await StartAsync();
        var first = TestJobs.Classifier() with { Dataset = SmallPictures.Missing };
        await host.Store.AddAsync(first, Token);
        var second = await host.SendAsync(TestJobs.Classifier() with { After = first.Id });
        var third = await host.SendAsync(TestJobs.Classifier() with { After = second.Id });
        await host.Queue.EnqueueAsync(first);

        var last = await host.WaitAsync(third.Id, row => row.Status.IsFinished());
        var middle = (await host.Store.FindAsync(second.Id, Token))!;
        Assert.Equal((JobStatus.Failed, 0), (middle.Status, middle.Attempt));
        Assert.Equal($"Job {first.Id}, which this one comes after, failed.", middle.Problem);
        Assert.Equal($"Job {second.Id}, which this one comes after, failed.", last.Problem);
    }

    [Fact]
    public async Task A_job_after_a_canceled_one_fails_at_the_next_sweep()
    {
        TrainingJob second;
        await using (var api = await StartAsync("Api"))
        {
            var first = await api.SendAsync(TestJobs.Classifier());
            second = await api.SendAsync(TestJobs.Classifier() with { After = first.Id });
            await api.Store.UpdateAsync(first.Id, row => row.RequestCancel(TimeProvider.System.GetUtcNow()), null, Token);
        }

        await using var host = await StartAsync();
        var ended = await host.WaitAsync(second.Id, row => row.Status.IsFinished());
        Assert.Equal($"Job {second.After}, which this one comes after, was canceled.", ended.Problem);
    }

    [Fact]
    public async Task A_transfer_from_scratch_needs_no_base_model_and_has_no_parent()
    {
        await using var host = await StartAsync();
        var scratch = TestJobs.Transfer();
        var ended = await host.RunAsync(scratch with { Hyperparameters = scratch.Hyperparameters with { Encoder = EncoderUse.Scratch } });

        Assert.Equal((JobStatus.Succeeded, null), (ended.Status, ended.BaseModel));
        Assert.Null((await host.Models.FindAsync(ended.Model!, Token))!.Manifest.Parent);
    }

    [Fact]
    public async Task A_transfer_without_a_base_model_fails_with_what_to_do()
    {
        await using var host = await StartAsync();
        var ended = await host.RunAsync(TestJobs.Transfer());
        Assert.Equal(JobStatus.Failed, ended.Status);
        Assert.Contains("send it again with baseModel", ended.Problem, StringComparison.Ordinal);
    }
}
