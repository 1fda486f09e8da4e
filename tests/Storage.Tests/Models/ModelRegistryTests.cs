using System.Security.Cryptography;
using Clearsight.Domain;
using Clearsight.Domain.Models;
using Clearsight.Storage.Models;

namespace Clearsight.Storage.Tests.Models;

public abstract class ModelRegistryTests(Rows rows) : StorageTest(rows)
{
    public sealed class OnSqlite() : ModelRegistryTests(Rows.Sqlite);

    public sealed class OnPostgres() : ModelRegistryTests(Rows.Postgres);

    [Fact]
    public async Task A_version_comes_back_as_it_was_registered_with_its_files_and_digests()
    {
        await using var storage = await StartAsync();
        var manifest = Samples.Manifest(parent: new ModelReference("older", 2));

        var registered = await storage.Models.RegisterAsync(manifest, Samples.TrainedFolder(storage, "the weights"), Token);
        await storage.RestartAsync();
        var found = await storage.Models.FindAsync(new ModelReference("digits", 1), Token);

        Assert.Equivalent(registered, found, strict: true);
        Assert.Equivalent(manifest, found!.Manifest, strict: true);
        Assert.Equal("sha256:" + Convert.ToHexStringLower(SHA256.HashData("the weights"u8)), found.Digest);
        Assert.Equal(ModelFiles.All.Order(), found.Files.Keys.Order());
        foreach (var (file, digest) in found.Files)
        {
            var bytes = await File.ReadAllBytesAsync(await storage.Models.PathOfAsync(found, file, Token), Token);
            Assert.Equal(digest, "sha256:" + Convert.ToHexStringLower(SHA256.HashData(bytes)));
        }

        var folder = Path.GetDirectoryName(await storage.Models.PathOfAsync(found, ModelFiles.Manifest, Token))!;
        Assert.Equal(found.SizeBytes, ModelFiles.All.Sum(file => new FileInfo(Path.Combine(folder, file)).Length));
        await Assert.ThrowsAsync<NotFoundException>(async () => await storage.Models.PathOfAsync(found, "../../clearsight.db", Token));
    }

    [Fact]
    public async Task The_manifest_file_tells_everything_that_the_row_does()
    {
        await using var storage = await StartAsync();
        var model = await storage.Models.RegisterAsync(Samples.Manifest(), Samples.TrainedFolder(storage), Token);
        var folder = Path.GetDirectoryName(await storage.Models.PathOfAsync(model, ModelFiles.Manifest, Token))!;

        var file = await ManifestFile.ReadAsync(folder, Token);

        Assert.Equivalent(model.Manifest, file.Model, strict: true);
        Assert.Equal((model.Version, model.Digest), (file.Version, file.Digest));
        Assert.Equal(model.Files.Count - 1, file.Files.Count);
        var text = await File.ReadAllTextAsync(Path.Combine(folder, ModelFiles.Manifest), Token);
        Assert.Contains("\"task\": \"denoise\"", text, StringComparison.Ordinal);
        Assert.DoesNotContain("\r", text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("{}")]
    [InlineData("{\"format\": 2, \"version\": 1, \"digest\": \"\", \"files\": {}, \"model\": null}")]
    [InlineData("[1, 2")]
    public async Task A_manifest_that_cannot_be_read_says_so(string text)
    {
        await using var storage = await StartAsync();
        await File.WriteAllTextAsync(Path.Combine(storage.Directory, ModelFiles.Manifest), text, Token);

        await Assert.ThrowsAsync<InvalidDataException>(() => ManifestFile.ReadAsync(storage.Directory, Token));
    }

    [Fact]
    public async Task Versions_count_up_by_name_and_no_number_comes_twice()
    {
        await using var storage = await StartAsync();
        var first = await RegisterAsync(storage, "digits");
        var second = await RegisterAsync(storage, "digits");
        var other = await RegisterAsync(storage, "clothes");
        await storage.Models.DeleteAsync(second.Reference, Token);
        await storage.Models.DeleteAsync(first.Reference, Token);
        await storage.RestartAsync();

        var third = await RegisterAsync(storage, "digits");

        Assert.Equal([1, 2, 1, 3], new[] { first, second, other, third }.Select(model => model.Version));
        Assert.Null(await storage.Models.FindAsync(second.Reference, Token));
        Assert.Equal(third.Reference, (await storage.Models.FindAsync(new ModelReference("digits", null), Token))!.Reference);
    }

    [Fact]
    public async Task Eight_registrations_at_once_get_eight_numbers()
    {
        await using var storage = await StartAsync();

        var models = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(() => RegisterAsync(storage, "digits"), Token)));

        Assert.Equal(Enumerable.Range(1, 8), models.Select(model => model.Version).Order());
        Assert.Equal(8, (await storage.Models.VersionsAsync("digits", Token)).Count);
    }

    [Fact]
    public async Task A_job_that_is_registered_again_gets_the_version_that_it_has()
    {
        await using var storage = await StartAsync();
        var folder = Samples.TrainedFolder(storage);
        var first = await storage.Models.RegisterAsync(Samples.Manifest(jobId: "a"), folder, Token);

        var again = await storage.Models.RegisterAsync(Samples.Manifest(jobId: "a"), folder, Token);

        Assert.Equivalent(first, again, strict: true);
        Assert.Single(await storage.Models.VersionsAsync("digits", Token));
        Assert.Single(Directory.EnumerateFileSystemEntries(storage.Layout.Models));
    }

    [Fact]
    public async Task The_newest_version_of_every_name_is_listed_by_name()
    {
        await using var storage = await StartAsync();
        foreach (var name in new[] { "c", "a", "b", "a" })
        {
            await RegisterAsync(storage, name);
        }

        var first = await storage.Models.ListAsync(new PageRequest(2), Token);
        var second = await storage.Models.ListAsync(new PageRequest(2, first.NextCursor), Token);

        Assert.Equal(["a:2", "b:1"], first.Items.Select(model => model.Reference.ToString()));
        Assert.Equal(["c:1"], second.Items.Select(model => model.Reference.ToString()));
        Assert.Null(second.NextCursor);
        Assert.Equal([2, 1], (await storage.Models.VersionsAsync("a", Token)).Select(model => model.Version));
    }

    [Fact]
    public async Task A_folder_that_lacks_a_file_leaves_nothing_behind()
    {
        await using var storage = await StartAsync();
        var folder = Samples.TrainedFolder(storage);
        File.Delete(Path.Combine(folder, ModelFiles.Onnx));

        await Assert.ThrowsAsync<FileNotFoundException>(() => storage.Models.RegisterAsync(Samples.Manifest(), folder, Token));

        Assert.Empty(Directory.EnumerateFileSystemEntries(storage.Layout.Models));
        Assert.Equal(1, (await RegisterAsync(storage, "digits")).Version);
    }

    [Fact]
    public async Task A_version_that_something_depends_on_is_kept()
    {
        await using var storage = await StartAsync();
        var selected = await RegisterAsync(storage, "selected");
        await storage.Selections.SelectAsync(TaskKind.Denoise, selected.Reference, "api", Token);
        var parent = await RegisterAsync(storage, "parent");
        await storage.Models.RegisterAsync(Samples.Manifest("child", parent: parent.Reference), Samples.TrainedFolder(storage), Token);
        var basis = await RegisterAsync(storage, "base");
        var job = Samples.Job() with { BaseModel = basis.Reference };
        await storage.Jobs.AddAsync(job, Token);

        foreach (var (model, by) in new[] { (selected, "denoise"), (parent, "child:1"), (basis, job.Id) })
        {
            var conflict = await Assert.ThrowsAsync<ConflictException>(() => storage.Models.DeleteAsync(model.Reference, Token));
            Assert.Contains(by, conflict.Message, StringComparison.Ordinal);
            Assert.True(File.Exists(await storage.Models.PathOfAsync(model, ModelFiles.Weights, Token)));
        }

        await storage.Jobs.UpdateAsync(job.Id, row => row.RequestCancel(Samples.Noon), null, Token);
        await storage.Models.DeleteAsync(basis.Reference, Token);
        Assert.False(Directory.Exists(storage.Layout.ModelFolder("base", 1)));
    }

    [Fact]
    public async Task A_version_is_kept_for_the_job_that_comes_after_the_one_that_made_it()
    {
        await using var storage = await StartAsync();
        var first = Samples.Job();
        await storage.Jobs.AddAsync(first, Token);
        await storage.Jobs.AddAsync(Samples.Job(1) with { After = first.Id }, Token);
        var model = await storage.Models.RegisterAsync(Samples.Manifest(jobId: first.Id), Samples.TrainedFolder(storage), Token);

        await Assert.ThrowsAsync<ConflictException>(() => storage.Models.DeleteAsync(model.Reference, Token));
    }

    [Fact]
    public async Task A_version_is_kept_for_the_job_that_learns_from_it()
    {
        await using var storage = await StartAsync();
        var teacher = await RegisterAsync(storage, "teacher");
        var job = Samples.Job();
        job = job with { Hyperparameters = job.Hyperparameters with { Teacher = teacher.Reference.ToString() } };
        await storage.Jobs.AddAsync(job, Token);

        var conflict = await Assert.ThrowsAsync<ConflictException>(() => storage.Models.DeleteAsync(teacher.Reference, Token));
        Assert.Equal($"The model version 'teacher:1' is the teacher of job {job.Id}, which is queued; cancel that first.", conflict.Message);

        await storage.Jobs.UpdateAsync(job.Id, row => row.RequestCancel(Samples.Noon), null, Token);
        await storage.Models.DeleteAsync(teacher.Reference, Token);
        var missing = await Assert.ThrowsAsync<NotFoundException>(() => storage.Jobs.AddAsync(Samples.Job(1) with { Hyperparameters = job.Hyperparameters }, Token));
        Assert.Equal("There is no model version 'teacher:1' that this job could learn from.", missing.Message);
    }

    [Fact]
    public async Task Only_a_version_that_exists_can_be_deleted()
    {
        await using var storage = await StartAsync();
        await RegisterAsync(storage, "digits");

        await Assert.ThrowsAsync<NotFoundException>(() => storage.Models.DeleteAsync(new ModelReference("digits", 2), Token));
        await Assert.ThrowsAsync<NotFoundException>(() => storage.Models.DeleteAsync(new ModelReference("digits", null), Token));
    }

    private static Task<ModelVersion> RegisterAsync(TestStorage storage, string name) =>
        storage.Models.RegisterAsync(Samples.Manifest(name), Samples.TrainedFolder(storage), Token);
}
