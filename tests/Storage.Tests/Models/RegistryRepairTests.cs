using Clearsight.Domain.Models;
using Microsoft.EntityFrameworkCore;

namespace Clearsight.Storage.Tests.Models;

/// <summary>Each test puts the disk and the rows into the state that a crash at one point leaves, and starts again.</summary>
public sealed class RegistryRepairTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_crash_while_copying_leaves_no_version()
    {
        await using var storage = await TestStorage.StartAsync();
        var staging = storage.Layout.NewStagingFolder();

        await storage.RestartAsync(_ =>
        {
            Directory.CreateDirectory(staging);
            File.WriteAllText(Path.Combine(staging, ModelFiles.Weights), "half a f");
        });

        Assert.False(Directory.Exists(staging));
        Assert.Empty((await storage.Models.ListAsync(new(), Token)).Items);
    }

    [Fact]
    public async Task A_crash_while_a_job_is_deleted_leaves_it_with_its_files()
    {
        await using var storage = await TestStorage.StartAsync();
        var job = Samples.Job();
        await storage.Jobs.AddAsync(job, Token);
        var checkpoints = await storage.Folders.TakeCheckpointsAsync(job.Id, attempt: 1, Token);

        await storage.RestartAsync(layout => Directory.Move(layout.JobFolder(job.Id), layout.DeletedJobFolder(job.Id)));

        Assert.True(Directory.Exists(checkpoints));
        Assert.False(Directory.Exists(storage.Layout.DeletedJobFolder(job.Id)));
    }

    [Fact]
    public async Task A_crash_while_files_of_jobs_go_leaves_none_of_them()
    {
        await using var storage = await TestStorage.StartAsync();
        var (folder, file) = (storage.Layout.NewDeletedFolder(), storage.Layout.NewDeletedFolder());

        await storage.RestartAsync(_ =>
        {
            Directory.CreateDirectory(folder);
            File.WriteAllText(file, "a checkpoint that was being downloaded");
        });

        Assert.Empty(Directory.EnumerateFileSystemEntries(storage.Layout.Jobs));
    }

    [Fact]
    public async Task A_crash_between_folder_and_row_leaves_a_whole_version()
    {
        await using var storage = await TestStorage.StartAsync();
        var folder = Samples.TrainedFolder(storage);
        var registered = await storage.Models.RegisterAsync(Samples.Manifest(jobId: "a"), folder, Token);
        await using (var db = storage.OpenDatabase())
        {
            await db.ModelVersions.ExecuteDeleteAsync(Token);
            await db.ModelNames.ExecuteDeleteAsync(Token);
        }

        await storage.RestartAsync();

        Assert.Equivalent(registered, await storage.Models.FindAsync(registered.Reference, Token), strict: true);
        Assert.Equivalent(registered, await storage.Models.RegisterAsync(Samples.Manifest(jobId: "a"), folder, Token), strict: true);
        Assert.Equal(2, (await storage.Models.RegisterAsync(Samples.Manifest(), folder, Token)).Version);
    }

    [Fact]
    public async Task A_crash_between_the_end_of_a_row_and_of_its_folder_ends_the_folder()
    {
        await using var storage = await TestStorage.StartAsync();
        var folder = Samples.TrainedFolder(storage);
        var deleted = await storage.Models.RegisterAsync(Samples.Manifest(), folder, Token);
        var kept = await storage.Models.RegisterAsync(Samples.Manifest(), folder, Token);
        await using (var db = storage.OpenDatabase())
        {
            await db.ModelVersions.Where(row => row.Version == deleted.Version).ExecuteDeleteAsync(Token);
        }

        await storage.RestartAsync();

        Assert.Equal([kept.Version], (await storage.Models.VersionsAsync("digits", Token)).Select(model => model.Version));
        Assert.False(Directory.Exists(storage.Layout.ModelFolder("digits", deleted.Version)));
        Assert.True(File.Exists(await storage.Models.PathOfAsync(kept, ModelFiles.Weights, Token)));
    }

    [Fact]
    public async Task A_lost_database_finds_its_models_again()
    {
        await using var storage = await TestStorage.StartAsync();
        var folder = Samples.TrainedFolder(storage);
        foreach (var name in new[] { "digits", "digits", "clothes" })
        {
            await storage.Models.RegisterAsync(Samples.Manifest(name), folder, Token);
        }

        await storage.RestartAsync(layout => File.Delete(layout.DatabaseFile));

        Assert.Equal(2, (await storage.Models.VersionsAsync("digits", Token)).Count);
        Assert.Single(await storage.Models.VersionsAsync("clothes", Token));
    }

    [Fact]
    public async Task A_version_with_no_more_than_the_required_files_is_found_again_too()
    {
        await using var storage = await TestStorage.StartAsync();
        var folder = Samples.TrainedFolder(storage);
        File.Delete(Path.Combine(folder, ModelFiles.Evaluation));
        File.Delete(Path.Combine(folder, ModelFiles.QuantizedOnnx));
        File.Delete(Path.Combine(folder, ModelFiles.LearningCurves));
        var registered = await storage.Models.RegisterAsync(Samples.Manifest(), folder, Token);

        await storage.RestartAsync(layout => File.Delete(layout.DatabaseFile));

        var found = Assert.Single(await storage.Models.VersionsAsync("digits", Token));
        Assert.Equal(ModelFiles.Required.Order(), found.Files.Keys.Order());
        Assert.Equivalent(registered, found, strict: true);
    }

    [Theory]
    [InlineData(ModelFiles.Weights)]
    [InlineData(ModelFiles.Onnx)]
    [InlineData(ModelFiles.Manifest)]
    [InlineData(ModelFiles.Evaluation)]
    public async Task A_folder_without_a_row_that_was_tampered_with_is_put_aside(string file)
    {
        await using var storage = await TestStorage.StartAsync();
        var model = await storage.Models.RegisterAsync(Samples.Manifest(), Samples.TrainedFolder(storage), Token);
        var path = await storage.Models.PathOfAsync(model, file, Token);

        await storage.RestartAsync(layout =>
        {
            File.Delete(layout.DatabaseFile);
            File.WriteAllText(path, "{}");
        });

        Assert.Empty((await storage.Models.ListAsync(new(), Token)).Items);
        var aside = Assert.Single(Directory.EnumerateDirectories(Path.Combine(storage.Layout.Models, "digits")));
        Assert.StartsWith(".damaged-1-", Path.GetFileName(aside), StringComparison.Ordinal);
        Assert.Equal(1, (await storage.Models.RegisterAsync(Samples.Manifest(), Samples.TrainedFolder(storage), Token)).Version);
        await storage.RestartAsync();
        Assert.True(Directory.Exists(aside));
    }

    [Fact]
    public async Task A_crash_while_a_job_is_deleted_leaves_no_files_of_it()
    {
        await using var storage = await TestStorage.StartAsync();
        var id = Samples.Job().Id;
        var leftover = storage.Layout.DeletedJobFolder(id);
        var living = storage.Layout.CheckpointFolder(id);

        await storage.RestartAsync(_ =>
        {
            Directory.CreateDirectory(Path.Combine(leftover, "checkpoints"));
            Directory.CreateDirectory(living);
        });

        Assert.False(Directory.Exists(leftover));
        Assert.True(Directory.Exists(living));
    }
}
