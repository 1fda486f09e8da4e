using Clearsight.Domain;
using Clearsight.Storage.Jobs;

namespace Clearsight.Storage.Tests.Jobs;

public sealed class CheckpointFilesTests
{
    [Fact]
    public async Task Whole_epochs_are_listed_in_order_and_can_be_read()
    {
        await using var storage = await TestStorage.StartAsync();
        var id = Samples.Job().Id;
        Write(storage, id, "epoch-0010", "ten");
        Write(storage, id, "epoch-0002", "two");
        Write(storage, id, "epoch-0010-batch-0000120", "between");
        Write(storage, id, "unfinished", "half");
        Directory.CreateDirectory(Path.Combine(storage.Layout.CheckpointFolder(id), "epoch-0011"));
        var checkpoints = new CheckpointFiles(new AttemptFolders(storage.Layout), storage.Layout);

        Assert.Equal([(2, 3L), (10, 3L)], (await checkpoints.ListAsync(id, TestContext.Current.CancellationToken)).Select(checkpoint => (checkpoint.Epoch, checkpoint.SizeBytes)));
        using var weights = new StreamReader(await checkpoints.OpenAsync(id, 10, TestContext.Current.CancellationToken));
        Assert.Equal("ten", await weights.ReadToEndAsync(TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task A_job_without_checkpoints_has_none()
    {
        await using var storage = await TestStorage.StartAsync();
        var checkpoints = new CheckpointFiles(new AttemptFolders(storage.Layout), storage.Layout);

        Assert.Empty(await checkpoints.ListAsync(Samples.Job().Id, TestContext.Current.CancellationToken));
        await Assert.ThrowsAsync<NotFoundException>(() => checkpoints.OpenAsync(Samples.Job().Id, 1, TestContext.Current.CancellationToken));
        await Assert.ThrowsAsync<ArgumentException>(() => checkpoints.ListAsync("../models", TestContext.Current.CancellationToken));
    }

    private static void Write(TestStorage storage, string id, string name, string weights)
    {
        var folder = Directory.CreateDirectory(Path.Combine(storage.Layout.CheckpointFolder(id), name)).FullName;
        File.WriteAllText(Path.Combine(folder, "weights.safetensors"), weights);
    }
}
