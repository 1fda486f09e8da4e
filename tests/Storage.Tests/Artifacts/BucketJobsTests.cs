using Clearsight.Domain;
using Clearsight.Storage.Artifacts;
using Clearsight.Storage.Jobs;

namespace Clearsight.Storage.Tests.Artifacts;

public sealed class BucketJobsTests
{
    private static readonly string[] Files = ["checkpoint.json", "optimizer.safetensors", "weights.safetensors", CheckpointKey.Seal];

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Another_host_takes_over_what_is_whole_and_the_bucket_follows_what_is_thinned_out()
    {
        await using var hosts = await TwoHosts.StartAsync();
        var id = Samples.Job().Id;
        var first = await hosts.One.Folders.TakeCheckpointsAsync(id, 1, Token);
        await WriteAsync(hosts.One, id, 1, "epoch-0001", "one");
        await WriteAsync(hosts.One, id, 1, "epoch-0002", "two");
        Directory.Delete(Path.Combine(first, "epoch-0001"), recursive: true);
        await WriteAsync(hosts.One, id, 1, "epoch-0002-batch-0000007", "between");
        // Half of one, as a worker leaves it that is lost while it brings it up.
        await hosts.PutAsync($"jobs/{id}/checkpoints-1/epoch-0003/weights.safetensors", "half");
        await hosts.PutAsync($"jobs/{id}/checkpoints-1/epoch-0004/../../../models/x", "no checkpoint");

        var second = await hosts.Other.Folders.TakeCheckpointsAsync(id, 2, Token);

        Assert.Equal(["epoch-0002", "epoch-0002-batch-0000007"], Names(second));
        Assert.Equal(Files.Order(StringComparer.Ordinal), Directory.GetFiles(Path.Combine(second, "epoch-0002")).Select(path => Path.GetFileName(path)).Order(StringComparer.Ordinal));
        Assert.Equal("two", await File.ReadAllTextAsync(Path.Combine(second, "epoch-0002", "weights.safetensors"), Token));
        var files = new CheckpointFiles(hosts.One.Folders, hosts.One.Layout, hosts.One.Get<ArtifactBucket>(), hosts.One.Get<BucketCheckpoints>());
        Assert.Equal([(2, 3L)], (await files.ListAsync(id, Token)).Select(file => (file.Epoch, file.SizeBytes)));
        using var weights = new StreamReader(await files.OpenAsync(id, 2, Token));
        Assert.Equal("two", await weights.ReadToEndAsync(Token));
        await Assert.ThrowsAsync<NotFoundException>(() => files.OpenAsync(id, 3, Token));
    }

    [Fact]
    public async Task A_worker_that_was_taken_for_lost_can_do_nothing_to_what_the_next_attempt_has()
    {
        await using var hosts = await TwoHosts.StartAsync();
        var id = Samples.Job().Id;
        var first = await hosts.One.Folders.TakeCheckpointsAsync(id, 1, Token);
        await WriteAsync(hosts.One, id, 1, "epoch-0001", "one");
        await hosts.Other.Folders.TakeCheckpointsAsync(id, 2, Token);
        await WriteAsync(hosts.Other, id, 2, "epoch-0002", "two");
        Assert.Equal(["epoch-0001", "epoch-0002"], await SealedAsync(hosts, id, 2));
        Assert.Empty(await SealedAsync(hosts, id, 1));

        // It comes back: another epoch 2, a third one, and the first one thinned out.
        Directory.Delete(Path.Combine(first, "epoch-0001"), recursive: true);
        await WriteAsync(hosts.One, id, 1, "epoch-0002", "stale");
        Assert.Equal(["epoch-0001", "epoch-0002"], await SealedAsync(hosts, id, 2));

        foreach (var host in (TestStorage[])[hosts.One, hosts.Other])
        {
            var third = await host.Folders.TakeCheckpointsAsync(id, 3, Token);
            Assert.Equal(["epoch-0001", "epoch-0002"], Names(third));
            Assert.Equal("two", await File.ReadAllTextAsync(Path.Combine(third, "epoch-0002", "weights.safetensors"), Token));
        }
    }

    [Fact]
    public async Task The_pages_of_a_report_are_read_on_the_other_host_and_go_with_the_job()
    {
        await using var hosts = await TwoHosts.StartAsync();
        var job = Samples.Job();
        await hosts.One.Jobs.AddAsync(job, Token);
        await WriteAsync(hosts.One, job.Id, 1, "epoch-0001", "one");
        var (one, other) = (hosts.One.Get<ArtifactFiles>(), hosts.Other.Get<ArtifactFiles>());
        await one.WriteAsync(job.Id, ArtifactFiles.Markdown, "# Old", Token);
        Assert.Equal("# Old", await File.ReadAllTextAsync((await other.FindAsync(job.Id, ArtifactFiles.Markdown, Token)).Path, Token));
        await one.WriteAsync(job.Id, ArtifactFiles.Markdown, "# Report", Token);

        var page = await other.FindAsync(job.Id, ArtifactFiles.Markdown, Token);

        Assert.Equal((8, "# Report"), (page.SizeBytes, await File.ReadAllTextAsync(page.Path, Token)));
        Assert.Single(await other.ListAsync(job.Id, Token));
        await hosts.Other.Jobs.UpdateAsync(job.Id, row => row.RequestCancel(Samples.Noon), null, Token);
        await hosts.Other.Jobs.DeleteAsync(job.Id, Token);
        Assert.Empty(await hosts.KeysAsync());
        await hosts.One.RestartAsync();
        Assert.Empty(Directory.GetDirectories(hosts.One.Layout.Jobs));
    }

    private static async Task WriteAsync(TestStorage host, string id, int attempt, string name, string weights)
    {
        var folder = Directory.CreateDirectory(Path.Combine(host.Layout.CheckpointFolder(id, attempt), name)).FullName;
        foreach (var file in Files)
        {
            await File.WriteAllTextAsync(Path.Combine(folder, file), weights, Token);
        }

        await host.Get<BucketCheckpoints>().MirrorAsync(id, attempt, name, Token);
    }

    private static async Task<IReadOnlyList<string>> SealedAsync(TwoHosts hosts, string id, int attempt) =>
    [
        .. from key in await hosts.KeysAsync()
           let parsed = CheckpointKey.Parse(key)
           where parsed is { IsSeal: true } && parsed.JobId == id && parsed.Attempt == attempt
           select parsed.Name,
    ];

    private static IEnumerable<string> Names(string folder) =>
        Directory.GetDirectories(folder).Select(path => Path.GetFileName(path)).Order(StringComparer.Ordinal);
}
