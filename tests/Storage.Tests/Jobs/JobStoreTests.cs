using Clearsight.Domain;
using Clearsight.Domain.Jobs;
using Clearsight.Domain.Models;

namespace Clearsight.Storage.Tests.Jobs;

public abstract class JobStoreTests(Rows rows) : StorageTest(rows)
{
    public sealed class OnSqlite() : JobStoreTests(Rows.Sqlite);

    public sealed class OnPostgres() : JobStoreTests(Rows.Postgres);

    [Fact]
    public async Task A_job_comes_back_as_it_went_in()
    {
        await using var storage = await StartAsync();
        var job = Samples.Job() with
        {
            Select = SelectionRule.Always,
            Priority = JobPriority.High,
            NotBefore = Samples.Noon.AddDays(1),
            Tags = new Dictionary<string, string> { ["team"] = "ünïcode", ["run"] = "7" },
            CreatedAt = Samples.Noon.AddTicks(1_234_567),
        };
        await storage.Jobs.AddAsync(job, Token);
        var changed = await storage.Jobs.UpdateAsync(job.Id, row => row.Start("here/1", Samples.Noon) with
        {
            Progress = new JobProgress(2, 8, 30, 100, 12.5, 1_000.25),
            Best = new BestEpoch(1, "validation/loss", 0.125),
            Setbacks = 2,
            Metrics = new Dictionary<string, double> { ["train/loss"] = 0.5 },
        }, attempt: null, Token);
        await storage.RestartAsync();

        var found = await storage.Jobs.FindAsync(job.Id, Token);

        Assert.Equivalent(changed, found, strict: true);
        Assert.Equal(TimeSpan.Zero, found!.CreatedAt.Offset);
        Assert.Equal(job.Hyperparameters, found.Hyperparameters);
    }

    [Fact]
    public async Task Of_jobs_that_come_at_once_one_that_cannot_be_written_takes_none_with_it()
    {
        await using var storage = await StartAsync();
        var there = Samples.Job();
        await storage.Jobs.AddAsync(there, Token);
        var good = Enumerable.Range(1, 40).Select(Samples.Job).ToList();
        var orphan = Samples.Job(50) with { After = new string('0', 32) };

        var sent = good.Append(orphan).Append(there).Reverse().Select(job => (Job: job, Adding: Task.Run(() => storage.Jobs.AddAsync(job, Token), Token))).ToList();
        await Task.WhenAll(sent.Select(job => job.Adding.ContinueWith(_ => { }, TaskScheduler.Default)));

        Assert.Equal([orphan.Id, there.Id], sent.Where(job => job.Adding.IsFaulted).Select(job => job.Job.Id).OrderDescending());
        Assert.IsType<NotFoundException>(sent.Single(job => job.Job == orphan).Adding.Exception!.InnerException);
        Assert.Equal(41, await storage.Jobs.CountAsync(new JobFilter(), Token));
    }

    [Fact]
    public async Task An_unknown_job_is_not_found()
    {
        await using var storage = await StartAsync();
        var id = Samples.Job().Id;

        Assert.Null(await storage.Jobs.FindAsync(id, Token));
        await Assert.ThrowsAsync<NotFoundException>(() => storage.Jobs.UpdateAsync(id, job => job, null, Token));
        await Assert.ThrowsAsync<NotFoundException>(() => storage.Jobs.DeleteAsync(id, Token));
        await Assert.ThrowsAsync<NotFoundException>(() => storage.Jobs.AppendLogAsync(id, "information", "hello", Token));
        await Assert.ThrowsAsync<NotFoundException>(() => storage.Jobs.AddAsync(Samples.Job() with { After = id }, Token));
        await Assert.ThrowsAsync<NotFoundException>(
            () => storage.Jobs.AddAsync(Samples.Job() with { BaseModel = new ModelReference("digits", 1) }, Token));
    }

    [Fact]
    public async Task Of_eight_writers_none_loses_an_update()
    {
        await using var storage = await StartAsync();
        var job = Samples.Job();
        await storage.Jobs.AddAsync(job, Token);

        await Task.WhenAll(Enumerable.Range(0, 8).Select(writer => Task.Run(async () =>
        {
            for (var i = 0; i < 10; i++)
            {
                await storage.Jobs.UpdateAsync(job.Id, row => row with
                {
                    Progress = new JobProgress(1, 1, (row.Progress?.Step ?? 0) + 1, 80, null, null),
                }, null, Token);
            }
        }, Token)));

        var found = await storage.Jobs.FindAsync(job.Id, Token);
        Assert.Equal(80, found!.Progress!.Step);
    }

    [Fact]
    public async Task One_of_two_workers_starts_a_job_and_the_other_hears_a_conflict()
    {
        await using var storage = await StartAsync();
        var job = Samples.Job();
        await storage.Jobs.AddAsync(job, Token);

        await storage.Jobs.UpdateAsync(job.Id, row => row.Start("here/1", Samples.Noon), job.Attempt, Token);

        await Assert.ThrowsAsync<ConflictException>(
            () => storage.Jobs.UpdateAsync(job.Id, row => row.Start("here/2", Samples.Noon), job.Attempt, Token));
    }

    [Fact]
    public async Task A_lost_attempt_can_no_longer_write()
    {
        await using var storage = await StartAsync();
        var job = Samples.Job();
        await storage.Jobs.AddAsync(job, Token);
        await storage.Jobs.UpdateAsync(job.Id, row => row.Start("here/1", Samples.Noon), null, Token);
        await storage.Jobs.UpdateAsync(job.Id, row => row.Interrupt(), null, Token);
        await storage.Jobs.UpdateAsync(job.Id, row => row.Start("here/1", Samples.Noon), null, Token);

        await Assert.ThrowsAsync<ConflictException>(
            () => storage.Jobs.UpdateAsync(job.Id, row => row.Fail("late", Samples.Noon), attempt: 1, Token));
        await Assert.ThrowsAsync<ConflictException>(
            () => storage.Jobs.AppendMetricsAsync(job.Id, attempt: 1, [Samples.Metric("train/loss", 1, 1)], Token));
        await Assert.ThrowsAsync<ConflictException>(() => storage.Jobs.TruncateMetricsAsync(job.Id, attempt: 1, 0, Token));

        Assert.Equal(JobStatus.Running, (await storage.Jobs.FindAsync(job.Id, Token))!.Status);
        Assert.Empty(await storage.Jobs.MetricsAsync(job.Id, null, Token));
    }

    [Fact]
    public async Task A_refused_change_writes_nothing()
    {
        await using var storage = await StartAsync();
        var job = Samples.Job();
        await storage.Jobs.AddAsync(job, Token);

        await Assert.ThrowsAsync<ConflictException>(() => storage.Jobs.UpdateAsync(job.Id, row => row.Resume(), null, Token));

        Assert.Single(await storage.Jobs.EventsAsync(job.Id, 0, 100, Token));
    }

    [Fact]
    public async Task A_finished_job_is_deleted_with_all_that_it_left()
    {
        await using var storage = await StartAsync();
        var job = Samples.Job();
        await storage.Jobs.AddAsync(job, Token);
        await storage.Jobs.UpdateAsync(job.Id, row => row.Start("here/1", Samples.Noon), null, Token);
        await storage.Jobs.AppendMetricsAsync(job.Id, 1, [Samples.Metric("train/loss", 1, 1)], Token);
        await storage.Jobs.AppendLogAsync(job.Id, "information", "hello", Token);
        var checkpoints = storage.Layout.CheckpointFolder(job.Id);
        Directory.CreateDirectory(checkpoints);
        await Assert.ThrowsAsync<ConflictException>(() => storage.Jobs.DeleteAsync(job.Id, Token));
        Assert.True(Directory.Exists(checkpoints));
        await storage.Jobs.UpdateAsync(job.Id, row => row.Fail("no", Samples.Noon), null, Token);

        await storage.Jobs.DeleteAsync(job.Id, Token);

        Assert.Null(await storage.Jobs.FindAsync(job.Id, Token));
        Assert.Empty(await storage.Jobs.MetricsAsync(job.Id, null, Token));
        Assert.Empty(await storage.Jobs.EventsAsync(job.Id, 0, 10, Token));
        Assert.Empty(await storage.Jobs.LogAsync(job.Id, 0, 10, Token));
        Assert.Empty(Directory.EnumerateFileSystemEntries(storage.Layout.Jobs));
    }

    [Fact]
    public async Task A_job_is_kept_while_its_model_version_exists()
    {
        await using var storage = await StartAsync();
        var job = Samples.Job();
        await storage.Jobs.AddAsync(job, Token);
        await storage.Jobs.UpdateAsync(job.Id, row => row.Start("here/1", Samples.Noon), null, Token);
        var model = await storage.Models.RegisterAsync(Samples.Manifest(jobId: job.Id), Samples.TrainedFolder(storage), Token);
        await storage.Jobs.UpdateAsync(job.Id, row => row.Succeed(model.Reference, false, Samples.Noon), null, Token);

        var conflict = await Assert.ThrowsAsync<ConflictException>(() => storage.Jobs.DeleteAsync(job.Id, Token));

        Assert.Contains("digits:1", conflict.Message, StringComparison.Ordinal);
        await storage.Models.DeleteAsync(model.Reference, Token);
        await storage.Jobs.DeleteAsync(job.Id, Token);
    }

    [Fact]
    public async Task A_job_is_kept_while_another_waits_for_it()
    {
        await using var storage = await StartAsync();
        var first = Samples.Job();
        var second = Samples.Job(1) with { After = first.Id };
        await storage.Jobs.AddAsync(first, Token);
        await storage.Jobs.AddAsync(second, Token);
        await storage.Jobs.UpdateAsync(first.Id, row => row.RequestCancel(Samples.Noon), null, Token);

        var conflict = await Assert.ThrowsAsync<ConflictException>(() => storage.Jobs.DeleteAsync(first.Id, Token));

        Assert.Contains(second.Id, conflict.Message, StringComparison.Ordinal);
        await storage.Jobs.UpdateAsync(second.Id, row => row.RequestCancel(Samples.Noon), null, Token);
        await storage.Jobs.DeleteAsync(first.Id, Token);
    }
}
