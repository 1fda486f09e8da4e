using Clearsight.Domain.Jobs;
using Clearsight.Domain.Models;
using Clearsight.Postgres;
using Clearsight.S3;
using Clearsight.Storage.Jobs;

namespace Clearsight.Workers.Tests;

/// <summary>Hosts that share a database and a bucket, each with a folder of its own.</summary>
public sealed class SharedBucketTests : WorkersTest
{
    private const int Epochs = 5;

    [Fact]
    public async Task A_job_goes_on_on_another_host_though_the_folder_of_the_first_is_gone_and_gives_the_same_weights()
    {
        var (database, options) = (await SharedPostgres.NewDatabaseAsync(), await (await SharedSwift.ServerAsync()).NewBucketAsync());
        await using var api = await ShareAsync("api", "Api");
        var whole = TestJobs.Classifier(Epochs);
        var paused = TestJobs.Classifier(Epochs);
        await using (var first = await ShareAsync("first", "Worker"))
        {
            Assert.Equal(JobStatus.Succeeded, (await api.RunAsync(whole)).Status);
            await api.SendAsync(paused);
            await api.WaitAsync(paused.Id, row => row.Progress?.Epoch > 1);
            await api.Store.UpdateAsync(paused.Id, row => row.RequestPause(), null, Token);
            await api.WaitAsync(paused.Id, row => row.Status == JobStatus.Paused);
        }

        Directory.Delete(Path.Combine(Folder, "first"), recursive: true);
        Assert.NotEmpty(await api.Get<CheckpointFiles>().ListAsync(paused.Id, Token));
        await using var second = await ShareAsync("second", "Worker");
        await api.Store.UpdateAsync(paused.Id, row => row.Resume(), null, Token);
        await api.Queue.EnqueueAsync((await api.Store.FindAsync(paused.Id, Token))!);
        var ended = await api.WaitAsync(paused.Id, row => row.Status.IsFinished());

        Assert.Equal((JobStatus.Succeeded, 2), (ended.Status, ended.Attempt));
        Assert.Contains("Going on from checkpoint", await api.LogAsync(paused.Id), StringComparison.Ordinal);
        var (one, other) = ((await api.Store.FindAsync(whole.Id, Token))!, ended);
        Assert.NotEqual(one.Model, other.Model);
        Assert.Equal(await api.DigestAsync(one), await api.DigestAsync(other));
        // Neither was ever on this host.
        Assert.True(File.Exists(await api.Models.PathOfAsync((await api.Models.FindAsync(one.Model!, Token))!, ModelFiles.Onnx, Token)));

        async Task<WorkersHost> ShareAsync(string folder, string role) =>
            await WorkersHost.StartAsync(Path.Combine(Folder, folder), role, connectionString: database, options: options);
    }
}
