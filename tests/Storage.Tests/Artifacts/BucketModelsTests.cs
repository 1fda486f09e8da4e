using Clearsight.Domain;
using Clearsight.Domain.Models;
using Clearsight.Storage.Artifacts;

namespace Clearsight.Storage.Tests.Artifacts;

public sealed class BucketModelsTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_version_that_one_host_registers_is_fetched_by_the_other_by_many_at_once_and_goes_with_its_objects()
    {
        await using var hosts = await TwoHosts.StartAsync();
        var registered = await hosts.One.Models.RegisterAsync(Samples.Manifest(), Samples.TrainedFolder(hosts.One), Token);

        Assert.Equal(ModelFiles.All.Select(file => $"models/digits/1/{file}").Order(StringComparer.Ordinal), await hosts.KeysAsync());
        var found = (await hosts.Other.Models.FindAsync(registered.Reference, Token))!;
        Assert.False(Directory.Exists(hosts.Other.Layout.ModelFolder("digits", 1)));
        var paths = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(() => hosts.Other.Models.PathOfAsync(found, ModelFiles.Weights, Token).AsTask(), Token)));

        Assert.StartsWith(hosts.Other.Directory, Assert.Single(paths.Distinct()), StringComparison.Ordinal);
        foreach (var (file, digest) in found.Files)
        {
            Assert.Equal(digest, await Durable.DigestAsync(await hosts.Other.Models.PathOfAsync(found, file, Token), Token));
        }

        Assert.Empty(Directory.GetDirectories(hosts.Other.Layout.Models, ".staging-*"));
        await hosts.One.Models.DeleteAsync(registered.Reference, Token);
        Assert.Empty(await hosts.KeysAsync());
        await hosts.Other.RestartAsync();
        Assert.False(Directory.Exists(hosts.Other.Layout.ModelFolder("digits", 1)));
        Assert.Equal(2, (await hosts.Other.Models.RegisterAsync(Samples.Manifest(), Samples.TrainedFolder(hosts.Other), Token)).Version);
    }

    [Fact]
    public async Task What_was_changed_in_the_bucket_is_refused_and_what_is_gone_is_missed()
    {
        await using var hosts = await TwoHosts.StartAsync();
        var version = await hosts.One.Models.RegisterAsync(Samples.Manifest(), Samples.TrainedFolder(hosts.One), Token);
        await hosts.PutAsync($"models/digits/1/{ModelFiles.Onnx}", "what somebody else put there");

        var refused = await Assert.ThrowsAsync<ConflictException>(async () => await hosts.Other.Models.PathOfAsync(version, ModelFiles.Card, Token));

        Assert.StartsWith("The file 'model.onnx' of digits:1 in the bucket is not what was registered", refused.Message, StringComparison.Ordinal);
        Assert.False(Directory.Exists(hosts.Other.Layout.ModelFolder("digits", 1)));
        Assert.Empty(Directory.GetDirectories(hosts.Other.Layout.Models, ".staging-*"));
        await hosts.One.Get<ArtifactBucket>().DeleteAsync($"models/digits/1/{ModelFiles.Onnx}", Token);
        await Assert.ThrowsAsync<FileNotFoundException>(async () => await hosts.Other.Models.PathOfAsync(version, ModelFiles.Card, Token));
    }

    [Fact]
    public async Task What_no_row_speaks_of_is_swept_after_a_day_and_nothing_else()
    {
        await using var hosts = await TwoHosts.StartAsync();
        await hosts.One.Models.RegisterAsync(Samples.Manifest(), Samples.TrainedFolder(hosts.One), Token);
        var (kept, expired, lost) = (Samples.Job(1), Samples.Job(2), Samples.Job(3).Id);
        await hosts.One.Jobs.AddAsync([kept, expired], Token);
        string[] left = ["models/digits/2/model.onnx", $"jobs/{lost}/artifacts/report.md"];
        string[] stays = [$"jobs/{kept.Id}/checkpoints-1/epoch-0001/SHA256SUMS", $"jobs/{expired.Id}/checkpoints-3/epoch-0001/SHA256SUMS", "models/somebody's notes"];
        foreach (var key in (string[])[.. left, .. stays, $"jobs/{expired.Id}/checkpoints-2/epoch-0001/SHA256SUMS"])
        {
            await hosts.PutAsync(key, "text");
        }

        var all = await hosts.KeysAsync();
        await hosts.One.Get<BucketSweep>().RunAsync(new Dictionary<string, int> { [expired.Id] = 2 }, Token);
        Assert.Equal(all.Count - 1, (await hosts.KeysAsync()).Count);

        hosts.One.Time.SetUtcNow(TimeProvider.System.GetUtcNow().AddDays(2));
        await hosts.One.Get<BucketSweep>().RunAsync(new Dictionary<string, int>(), Token);
        var keys = await hosts.KeysAsync();
        Assert.Equal(ModelFiles.All.Count + stays.Length, keys.Count);
        Assert.Equal(stays.Order(StringComparer.Ordinal), keys.Where(key => !key.StartsWith("models/digits/1/", StringComparison.Ordinal)));
    }
}
