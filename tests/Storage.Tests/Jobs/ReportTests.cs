using Clearsight.Domain;
using Clearsight.Domain.Jobs;
using Clearsight.Domain.Recipes;
using Clearsight.Storage.Jobs;

namespace Clearsight.Storage.Tests.Jobs;

public abstract class ReportTests(Rows rows) : StorageTest(rows)
{
    public sealed class OnSqlite() : ReportTests(Rows.Sqlite);

    public sealed class OnPostgres() : ReportTests(Rows.Postgres);

    [Fact]
    public async Task A_report_and_its_parts_are_written_together_or_not_at_all()
    {
        await using var storage = await StartAsync();
        var (report, parts) = Report();

        await Assert.ThrowsAsync<NotFoundException>(
            () => storage.Jobs.AddAsync([report, parts[0] with { After = "0123456789abcdef0123456789abcdef" }, parts[1]], Token));
        Assert.Equal(0, await storage.Jobs.CountAsync(new JobFilter(), Token));

        await storage.Jobs.AddAsync([report, .. parts], Token);
        var read = await storage.Jobs.ReportAsync(report.Id, Token);
        Assert.Equal(parts.Select(part => part.Id), read.Job.Parts);
        Assert.Equal(parts.Select(part => (part.Id, part.After, part.Parent)), read.Parts.Select(part => (part.Id, part.After, part.Parent)));
    }

    [Fact]
    public async Task What_happens_to_a_part_happens_to_its_report_in_the_same_write_with_events_and_a_line_in_its_log()
    {
        await using var storage = await StartAsync();
        var (report, parts) = await AddAsync(storage);
        var waiting = storage.Jobs.WaitForChangeAsync(report.Id, TimeSpan.FromMinutes(1), Token);

        await storage.Jobs.UpdateAsync(parts[0].Id, job => job.Start("w/1", Samples.Noon), null, Token);
        await waiting;
        await storage.Jobs.UpdateAsync(parts[0].Id, job => job with { Progress = new JobProgress(1, 8, 5, 10, null, null) }, 1, Token);
        await storage.Jobs.UpdateAsync(parts[0].Id, job => job.Fail("No data.", Samples.Noon), 1, Token);

        var events = await storage.Jobs.EventsAsync(report.Id, 0, 100, Token);
        Assert.Equal([JobEventKind.Status, JobEventKind.Status, JobEventKind.Progress, JobEventKind.Status], events.Select(happened => happened.Kind));
        Assert.Contains("failed: No data.", events[^1].Payload, StringComparison.Ordinal);
        Assert.Equal(
            [$"Part mnist-denoiser, job {parts[0].Id}, is running.", $"Part mnist-denoiser, job {parts[0].Id}, is failed.", $"Part mnist-denoiser, job {parts[1].Id}, is canceled."],
            (await storage.Jobs.LogAsync(report.Id, 0, 100, Token)).Select(line => line.Message));
        Assert.Equal(JobStatus.Canceled, (await storage.Jobs.FindAsync(parts[1].Id, Token))!.Status);
    }

    [Fact]
    public async Task What_is_asked_of_a_report_is_asked_of_its_parts()
    {
        await using var storage = await StartAsync();
        var (report, parts) = await AddAsync(storage);
        await storage.Jobs.UpdateAsync(parts[0].Id, job => job.Start("w/1", Samples.Noon), null, Token);

        var asked = await storage.Jobs.UpdateAsync(report.Id, job => job.RequestCancel(Samples.Noon), null, Token);
        var ended = await storage.Jobs.UpdateAsync(parts[0].Id, job => job.ConfirmCanceled(Samples.Noon), 1, Token);

        Assert.Equal((JobStatus.Canceling, JobStatus.Canceled), (asked.Status, ended.Status));
        Assert.Equal(JobStatus.Canceled, (await storage.Jobs.FindAsync(report.Id, Token))!.Status);
        var retried = await storage.Jobs.UpdateAsync(report.Id, job => job.Retry(), null, Token);
        Assert.Equal(JobStatus.Queued, retried.Status);
        Assert.All((await storage.Jobs.ReportAsync(report.Id, Token)).Parts, part => Assert.Equal(JobStatus.Queued, part.Status));
    }

    [Fact]
    public async Task A_report_goes_with_its_parts_and_files_once_no_model_depends_on_them()
    {
        await using var storage = await StartAsync();
        var (report, parts) = await AddAsync(storage);
        var artifacts = new ArtifactFiles(storage.Layout);
        await artifacts.WriteAsync(report.Id, ArtifactFiles.Markdown, "# Old", Token);
        await artifacts.WriteAsync(report.Id, ArtifactFiles.Markdown, "# Report", Token);
        Assert.Equal("# Report", await File.ReadAllTextAsync(Assert.Single(await artifacts.ListAsync(report.Id, Token)).Path, Token));
        await Assert.ThrowsAsync<ConflictException>(() => storage.Jobs.DeleteAsync(report.Id, Token));
        var model = await storage.Models.RegisterAsync(Samples.Manifest(jobId: parts[1].Id), Samples.TrainedFolder(storage), Token);
        foreach (var part in parts)
        {
            await storage.Jobs.UpdateAsync(part.Id, job => job.Start("w/1", Samples.Noon), null, Token);
            await storage.Jobs.UpdateAsync(part.Id, job => job.Succeed(model.Reference, false, Samples.Noon), 1, Token);
        }

        Assert.Contains("is of report", (await Assert.ThrowsAsync<ConflictException>(() => storage.Models.DeleteAsync(model.Reference, Token))).Message, StringComparison.Ordinal);
        await storage.Jobs.UpdateAsync(report.Id, job => job.RequestCancel(Samples.Noon), null, Token);

        var asPart = await Assert.ThrowsAsync<ConflictException>(() => storage.Jobs.DeleteAsync(parts[0].Id, Token));
        var whileModel = await Assert.ThrowsAsync<ConflictException>(() => storage.Jobs.DeleteAsync(report.Id, Token));
        await storage.Models.DeleteAsync(model.Reference, Token);
        await storage.Jobs.DeleteAsync(report.Id, Token);

        Assert.Contains($"a part of report {report.Id}; delete that", asPart.Message, StringComparison.Ordinal);
        Assert.Contains($"{model.Reference} depends on it", whileModel.Message, StringComparison.Ordinal);
        Assert.Equal(0, await storage.Jobs.CountAsync(new JobFilter(), Token));
        Assert.Empty(Directory.EnumerateFileSystemEntries(storage.Layout.Jobs));
    }

    private static async Task<(TrainingJob Report, IReadOnlyList<TrainingJob> Parts)> AddAsync(TestStorage storage)
    {
        var (report, parts) = Report();
        await storage.Jobs.AddAsync([report, .. parts], Token);
        return (report, parts);
    }

    private static (TrainingJob Report, IReadOnlyList<TrainingJob> Parts) Report()
    {
        var first = Samples.Job(minute: 1) with { Progress = new JobProgress(0, 8, 0, 10, null, null) };
        var report = Samples.Job() with { Recipe = ReportRecipe.Id };
        var second = first with { Id = Samples.Job(minute: 2).Id, After = first.Id, Parent = report.Id };
        return (report with { Parts = [first.Id, second.Id] }, [first with { Parent = report.Id }, second]);
    }
}
