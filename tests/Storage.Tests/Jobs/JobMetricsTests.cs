using Clearsight.Domain.Jobs;
using Clearsight.Domain.Metrics;

namespace Clearsight.Storage.Tests.Jobs;

public abstract class JobMetricsTests(Rows rows) : StorageTest(rows)
{
    public sealed class OnSqlite() : JobMetricsTests(Rows.Sqlite);

    public sealed class OnPostgres() : JobMetricsTests(Rows.Postgres);

    [Fact]
    public async Task Metrics_come_back_by_epoch_and_the_job_has_the_newest_of_each_key()
    {
        await using var storage = await StartAsync();
        var job = await RunningAsync(storage);
        await storage.Jobs.AppendMetricsAsync(job.Id, 1, [Samples.Metric("train/loss", 2, 0.2), Samples.Metric("learningRate", 2, 0.01)], Token);
        await storage.Jobs.AppendMetricsAsync(job.Id, 1, [Samples.Metric("train/loss", 10, 0.1)], Token);

        var all = await storage.Jobs.MetricsAsync(job.Id, null, Token);
        var losses = await storage.Jobs.MetricsAsync(job.Id, "train/loss", Token);

        Assert.Equal([Samples.Metric("learningRate", 2, 0.01), Samples.Metric("train/loss", 2, 0.2), Samples.Metric("train/loss", 10, 0.1)], all);
        Assert.Equal([2, 10], losses.Select(metric => metric.Epoch));
        var found = await storage.Jobs.FindAsync(job.Id, Token);
        Assert.Equal(new Dictionary<string, double> { ["train/loss"] = 0.1, ["learningRate"] = 0.01 }, found!.Metrics);
    }

    [Fact]
    public async Task A_point_that_comes_again_replaces_the_first()
    {
        await using var storage = await StartAsync();
        var job = await RunningAsync(storage);
        await storage.Jobs.AppendMetricsAsync(job.Id, 1, [Samples.Metric("train/loss", 1, 0.5)], Token);
        await storage.Jobs.AppendMetricsAsync(job.Id, 1, [Samples.Metric("train/loss", 1, 0.4), Samples.Metric("train/loss", 1, 0.3)], Token);

        Assert.Equal([Samples.Metric("train/loss", 1, 0.3)], await storage.Jobs.MetricsAsync(job.Id, null, Token));
    }

    [Fact]
    public async Task A_point_that_comes_again_as_it_was_is_told_of_once()
    {
        await using var storage = await StartAsync();
        var job = await RunningAsync(storage);
        await storage.Jobs.AppendMetricsAsync(job.Id, 1, [Samples.Metric("train/loss", 1, 0.5)], Token);
        await storage.Jobs.AppendMetricsAsync(job.Id, 1, [Samples.Metric("train/loss", 1, 0.5), Samples.Metric("validation/loss", 1, 0.6)], Token);

        var events = await storage.Jobs.EventsAsync(job.Id, 0, 100, Token);
        Assert.Equal(2, events.Count(happened => happened.Kind == JobEventKind.Metric));
        Assert.Equal(0.5, (await storage.Jobs.FindAsync(job.Id, Token))!.Metrics["train/loss"]);
    }

    [Fact]
    public async Task What_a_lost_attempt_wrote_after_the_checkpoint_goes()
    {
        await using var storage = await StartAsync();
        var job = await RunningAsync(storage);
        for (var epoch = 1; epoch <= 3; epoch++)
        {
            await storage.Jobs.AppendMetricsAsync(job.Id, 1, [Samples.Metric("train/loss", epoch, 1.0 / epoch)], Token);
        }

        await storage.Jobs.AppendMetricsAsync(job.Id, 1, [Samples.Metric("test/loss", 3, 1)], Token);
        await storage.Jobs.TruncateMetricsAsync(job.Id, 1, afterEpoch: 2, Token);

        Assert.Equal([1, 2], (await storage.Jobs.MetricsAsync(job.Id, null, Token)).Select(metric => metric.Epoch));
        Assert.Equal(new Dictionary<string, double> { ["train/loss"] = 0.5 }, (await storage.Jobs.FindAsync(job.Id, Token))!.Metrics);
        var events = await storage.Jobs.EventsAsync(job.Id, 0, 100, Token);
        Assert.Equal(2, events.Count(happened => happened.Kind == JobEventKind.Metric));
        await storage.Jobs.AppendMetricsAsync(job.Id, 1, [Samples.Metric("train/loss", 3, 0.3)], Token);
        Assert.True((await storage.Jobs.EventsAsync(job.Id, 0, 100, Token))[^1].Sequence > 6);
    }

    [Fact]
    public async Task A_value_that_is_not_a_number_is_left_out()
    {
        await using var storage = await StartAsync();
        var job = await RunningAsync(storage);

        await storage.Jobs.AppendMetricsAsync(
            job.Id, 1, [Samples.Metric("validation/psnr", 1, double.PositiveInfinity), Samples.Metric("train/loss", 1, double.NaN), Samples.Metric("learningRate", 1, 1)], Token);

        Assert.Equal(["learningRate"], (await storage.Jobs.MetricsAsync(job.Id, null, Token)).Select(metric => metric.Key));
    }

    [Fact]
    public async Task A_speed_is_known_once_a_job_of_the_network_has_succeeded_on_the_machine()
    {
        await using var storage = await StartAsync();
        foreach (var speed in new[] { 900.0, 1_000.0, 5_000.0 })
        {
            var job = await RunningAsync(storage);
            await storage.Jobs.AppendMetricsAsync(job.Id, 1, [Samples.Metric(MetricKeys.ImagesPerSecond, 1, speed)], Token);
            Assert.Equal(speed == 900, await storage.Speeds.FindAsync(job.Network, "here", Token) is null);
            await storage.Jobs.UpdateAsync(job.Id, row => row.Succeed(new("digits", 1), false, Samples.Noon), 1, Token);
        }

        Assert.Equal(1_000, await storage.Speeds.FindAsync("denoising-autoencoder", "here", Token));
        Assert.Null(await storage.Speeds.FindAsync("denoising-autoencoder", "her", Token));
        Assert.Null(await storage.Speeds.FindAsync("fashion-cnn", "here", Token));
    }

    private static async Task<TrainingJob> RunningAsync(TestStorage storage)
    {
        var job = Samples.Job();
        await storage.Jobs.AddAsync(job, Token);
        return await storage.Jobs.UpdateAsync(job.Id, row => row.Start("here/1", Samples.Noon), 0, Token);
    }
}
