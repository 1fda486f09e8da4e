using Clearsight.Domain;
using Clearsight.Domain.Jobs;
using Clearsight.Domain.Metrics;
using Clearsight.Domain.Models;
using Clearsight.Storage.Models;

namespace Clearsight.Workers.Tests;

public sealed class TrainingWorkerTests : WorkersTest
{
    [Fact]
    public async Task A_job_trains_registers_its_model_and_selects_it()
    {
        await using var host = await StartAsync();
        var job = await host.RunAsync(TestJobs.Classifier(epochs: 2) with { Dataset = SmallPictures.Sharing });

        Assert.Equal((JobStatus.Succeeded, 1, null), (job.Status, job.Attempt, job.Problem));
        Assert.Equal(new ModelReference("bars", 1), job.Model);
        Assert.NotNull(job.FinishedAt);
        Assert.Equal((2, 1d, 0d), (job.Progress!.Epoch, job.Progress.Fraction, job.Progress.EtaSeconds));
        var version = (await host.Models.FindAsync(job.Model!, Token))!;
        Assert.Equal((job.Id, job.Best!.Epoch), (version.Manifest.JobId, version.Manifest.Epoch));
        Assert.Equal((SmallPictures.Sharing, SmallPictures.SharedDigest), (version.Manifest.Dataset, version.Manifest.TestDigest));
        foreach (var file in ModelFiles.All)
        {
            Assert.True(File.Exists(await host.Models.PathOfAsync(version, file, Token)), file);
        }

        var evaluation = await EvaluationFile.ReadAsync(await host.Models.PathOfAsync(version, ModelFiles.Evaluation, Token), Token);
        Assert.Equal(version.Manifest.Metrics[MetricKeys.TestAccuracy], evaluation.Classifier!.Report.Accuracy, 1e-9);
        var selection = (await host.Selections.FindAsync(TaskKind.Classify, Token))!;
        Assert.Equal((version.Reference, $"job {job.Id}"), (selection.Model, selection.By));
        var losses = await host.Store.MetricsAsync(job.Id, MetricKeys.ValidationLoss, Token);
        Assert.Equal([1, 2], losses.Select(metric => metric.Epoch));
        var curves = await LearningCurvesFile.ReadAsync(await host.Models.PathOfAsync(version, ModelFiles.LearningCurves, Token), Token);
        Assert.Equal(losses.Select(metric => metric.Value), curves.Find(MetricKeys.ValidationLoss)!.Values);
    }

    [Fact]
    public async Task The_log_of_a_job_tells_its_story_in_order()
    {
        await using var host = await StartAsync();
        var job = await host.RunAsync(TestJobs.Classifier());

        Assert.Equal(JobStatus.Succeeded, job.Status);
        // The last line is written after the status, so that it is only said of what happened; a worker that takes the
        // next job has written it.
        await host.RunAsync(TestJobs.Classifier());
        var log = await host.LogAsync(job.Id);

        string[] story = ["Attempt 1", "is loaded", "Epoch 1 of 1: ", "Registered bars:1", "Selected bars:1 for classify", "The job is succeeded"];
        var places = story.Select(line => log.IndexOf(line, StringComparison.Ordinal)).ToList();
        Assert.DoesNotContain(-1, places);
        Assert.Equal(places.Order(), places);
    }

    [Fact]
    public async Task A_second_go_for_the_same_job_changes_nothing()
    {
        await using var host = await StartAsync();
        var job = await host.SendAsync(TestJobs.Classifier());
        await host.Queue.EnqueueAsync(job);
        await host.Queue.EnqueueAsync(job);
        await host.WaitAsync(job.Id, row => row.Status.IsFinished());
        await host.RunAsync(TestJobs.Denoiser());

        var row = (await host.Store.FindAsync(job.Id, Token))!;
        Assert.Equal((JobStatus.Succeeded, 1), (row.Status, row.Attempt));
        Assert.Single(await host.Models.VersionsAsync("bars", Token));
    }

    [Fact]
    public async Task A_job_canceled_before_its_start_never_starts()
    {
        await using var host = await StartAsync();
        var job = TestJobs.Classifier();
        await host.Store.AddAsync(job, Token);
        await host.Store.UpdateAsync(job.Id, row => row.RequestCancel(TimeProvider.System.GetUtcNow()), null, Token);
        await host.Queue.EnqueueAsync(job);
        await host.Queue.EnqueueAsync(TestJobs.Classifier());
        await host.RunAsync(TestJobs.Denoiser());

        var row = (await host.Store.FindAsync(job.Id, Token))!;
        Assert.Equal((JobStatus.Canceled, 0), (row.Status, row.Attempt));
    }

    [Fact]
    public async Task A_data_set_that_cannot_be_had_fails_the_job_with_its_sentence()
    {
        await using var host = await StartAsync();
        var job = await host.RunAsync(TestJobs.Classifier() with { Dataset = SmallPictures.Missing });

        Assert.Equal((JobStatus.Failed, 1), (job.Status, job.Attempt));
        Assert.Equal("The file missing.gz is not there; put it into the data directory.", job.Problem);
        Assert.Null(job.Worker);
    }

    [Fact]
    public async Task An_unexpected_error_fails_the_job_without_its_details_and_the_next_job_runs()
    {
        await using var host = await StartAsync();
        var job = await host.RunAsync(TestJobs.Classifier() with { Dataset = SmallPictures.Broken });

        Assert.Equal((JobStatus.Failed, 1), (job.Status, job.Attempt));
        Assert.Matches("unexpected error; .* trace [0-9a-f]{32}", job.Problem);
        Assert.DoesNotContain("secret", job.Problem + await host.LogAsync(job.Id), StringComparison.Ordinal);
        Assert.Equal(JobStatus.Succeeded, (await host.RunAsync(TestJobs.Classifier())).Status);
    }

    [Fact]
    public async Task A_store_that_goes_on_failing_fails_the_job_in_the_end_and_not_the_host()
    {
        await using var host = await StartAsync(failing: nameof(IJobStore.AppendMetricsAsync));
        var job = await host.RunAsync(TestJobs.Classifier(epochs: 1_000));

        Assert.Equal((JobStatus.Failed, 2), (job.Status, job.Attempt));
        Assert.Contains("unexpected error", job.Problem, StringComparison.Ordinal);
        Assert.True(job.Progress?.Fraction < 1);
    }

    [Fact]
    public async Task A_host_that_only_answers_requests_trains_nothing()
    {
        await using var host = await StartAsync("Api");
        var job = await host.SendAsync(TestJobs.Classifier());

        Assert.Empty(host.Get<WorkerRoster>().List());
        await Task.Delay(TimeSpan.FromSeconds(1), Token);
        Assert.Equal(JobStatus.Queued, (await host.Store.FindAsync(job.Id, Token))!.Status);
    }
}
