using Clearsight.Domain;
using Clearsight.Domain.Jobs;
using Clearsight.Domain.Models;

namespace Clearsight.Storage.Tests.Jobs;

/// <summary>A worker that was taken for lost comes back: whatever it still writes does not count.</summary>
public abstract class FencingTests(Rows rows) : StorageTest(rows)
{
    public sealed class OnSqlite() : FencingTests(Rows.Sqlite);

    public sealed class OnPostgres() : FencingTests(Rows.Postgres);

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Nothing_is_written_for_an_attempt_that_is_over(bool takenOver)
    {
        await using var storage = await StartAsync();
        var job = await LostAsync(storage, takenOver);
        var before = await storage.Jobs.FindAsync(job.Id, Token);

        await RefusedAsync(() => storage.Jobs.UpdateAsync(job.Id, row => row.Report(new JobProgress(2, 3, 20, 30, null, null)), 1, Token));
        await RefusedAsync(() => storage.Jobs.UpdateAsync(job.Id, row => row.Improve(new BestEpoch(2, "validation/loss", 0.1)), 1, Token));
        await RefusedAsync(() => storage.Jobs.UpdateAsync(job.Id, row => row.Succeed(new ModelReference("digits", 1), false, Samples.Noon), 1, Token));
        await RefusedAsync(() => storage.Jobs.UpdateAsync(job.Id, row => row.Held().Fail("It failed.", Samples.Noon), 1, Token));
        await RefusedAsync(() => storage.Jobs.AppendMetricsAsync(job.Id, 1, [Samples.Metric("train/loss", 2, 0.5)], Token));
        await RefusedAsync(() => storage.Jobs.TruncateMetricsAsync(job.Id, 1, 0, Token));

        Assert.Equivalent(before, await storage.Jobs.FindAsync(job.Id, Token), strict: true);
        Assert.Equal([1], (await storage.Jobs.MetricsAsync(job.Id, null, Token)).Select(metric => metric.Epoch));
    }

    [Fact]
    public async Task An_attempt_that_is_over_writes_no_line_into_the_log()
    {
        await using var storage = await StartAsync();
        var job = await LostAsync(storage, takenOver: true);

        await RefusedAsync(() => storage.Jobs.AppendLogAsync(job.Id, 1, "information", "I am back.", Token));

        Assert.Empty(await storage.Jobs.LogAsync(job.Id, 0, 10, Token));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task An_attempt_that_is_over_registers_no_model(bool takenOver)
    {
        await using var storage = await StartAsync();
        var job = await LostAsync(storage, takenOver);
        var folder = Samples.TrainedFolder(storage);

        await RefusedAsync(() => storage.Models.RegisterAsync(Samples.Manifest(jobId: job.Id), folder, new JobAttempt(job.Id, 1), Token));

        Assert.Empty(await storage.Models.VersionsAsync("digits", Token));
        Assert.Empty(Directory.EnumerateFileSystemEntries(storage.Layout.Models));
    }

    [Fact]
    public async Task An_attempt_that_is_over_selects_nothing()
    {
        await using var storage = await StartAsync();
        var job = await LostAsync(storage, takenOver: true);
        var model = await storage.Models.RegisterAsync(Samples.Manifest(jobId: job.Id), Samples.TrainedFolder(storage), new JobAttempt(job.Id, 2), Token);
        SelectionChange Change(int attempt) => new() { Model = model.Reference, Attempt = new JobAttempt(job.Id, attempt) };

        await RefusedAsync(() => storage.Selections.ChangeAsync(TaskKind.Denoise, Change(1), $"job {job.Id}", Token));
        Assert.Null(await storage.Selections.FindAsync(TaskKind.Denoise, Token));
        await storage.Selections.ChangeAsync(TaskKind.Denoise, Change(2), $"job {job.Id}", Token);
        Assert.Equal(model.Reference, (await storage.Selections.FindAsync(TaskKind.Denoise, Token))!.Model);
    }

    [Fact]
    public async Task The_next_attempt_takes_the_checkpoints_over_and_the_lost_one_writes_where_nobody_looks()
    {
        await using var storage = await StartAsync();
        var id = Samples.Job().Id;
        var first = await storage.Folders.TakeCheckpointsAsync(id, 1, Token);
        Write(first, "epoch-0001");

        var second = await storage.Folders.TakeCheckpointsAsync(id, 2, Token);
        Assert.False(Directory.Exists(first));
        Write(first, "epoch-0002");

        Assert.Equal(["epoch-0001"], Directory.EnumerateDirectories(second).Select(Path.GetFileName));
        Assert.Equal(["epoch-0001"], Directory.EnumerateDirectories(await storage.Folders.TakeCheckpointsAsync(id, 3, Token)).Select(Path.GetFileName));
    }

    [Fact]
    public async Task What_a_lost_attempt_writes_is_not_taken_over_though_its_successor_left_nothing()
    {
        await using var storage = await StartAsync();
        var id = Samples.Job().Id;
        await storage.Folders.TakeCheckpointsAsync(id, 2, Token);
        Write(storage.Layout.CheckpointFolder(id, 1), "epoch-0001");

        Assert.Empty(Directory.EnumerateDirectories(await storage.Folders.TakeCheckpointsAsync(id, 3, Token)));
    }

    [Fact]
    public async Task Checkpoints_of_a_version_that_did_not_tell_attempts_apart_are_taken_over()
    {
        await using var storage = await StartAsync();
        var id = Samples.Job().Id;
        Write(storage.Layout.CheckpointFolder(id), "epoch-0007");

        Assert.Equal(["epoch-0007"], Directory.EnumerateDirectories(await storage.Folders.TakeCheckpointsAsync(id, 4, Token)).Select(Path.GetFileName));
    }

    private static void Write(string folder, string checkpoint) => Directory.CreateDirectory(Path.Combine(folder, checkpoint));

    /// <summary>A job whose first worker was lost at its first epoch.</summary>
    /// <param name="takenOver">Another worker is on its second attempt.</param>
    private static async Task<TrainingJob> LostAsync(TestStorage storage, bool takenOver)
    {
        var job = Samples.Job();
        await storage.Jobs.AddAsync(job, Token);
        await storage.Jobs.UpdateAsync(job.Id, row => row.Start("frozen/1", Samples.Noon), 0, Token);
        await storage.Jobs.AppendMetricsAsync(job.Id, 1, [Samples.Metric("train/loss", 1, 0.5)], Token);
        job = await storage.Jobs.UpdateAsync(job.Id, row => row.Release(Samples.Noon), 1, Token);
        return takenOver ? await storage.Jobs.UpdateAsync(job.Id, row => row.Start("other/1", Samples.Noon), 1, Token) : job;
    }

    private static Task<ConflictException> RefusedAsync(Func<Task> write) => Assert.ThrowsAsync<ConflictException>(write);
}
