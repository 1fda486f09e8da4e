using Clearsight.Domain;
using Clearsight.Domain.Jobs;
using Clearsight.Domain.Models;
using Clearsight.Postgres;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Clearsight.Storage.Tests;

public sealed class StorageMoveTests : IDisposable
{
    private readonly string _directory = Directory.CreateTempSubdirectory("clearsight-move-").FullName;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    [Fact]
    public async Task Everything_of_the_SQLite_file_is_in_the_database_afterwards()
    {
        var connection = await SharedPostgres.NewDatabaseAsync();
        var job = Samples.Job() with { Tags = new Dictionary<string, string>(StringComparer.Ordinal) { ["team"] = "blue" } };
        await using (var before = await TestStorage.StartAsync(_directory))
        {
            await before.Jobs.AddAsync(job, Token);
            await before.Jobs.UpdateAsync(job.Id, row => row.Start("w/1", Samples.Noon), 0, Token);
            await before.Jobs.AppendMetricsAsync(job.Id, 1, [.. Enumerable.Range(1, 2500).Select(epoch => Samples.Metric("train/loss", epoch, 1.0 / epoch))], Token);
            await before.Jobs.AppendLogAsync(job.Id, "information", "The first line.", Token);
            var version = await before.Models.RegisterAsync(Samples.Manifest(jobId: job.Id), Samples.TrainedFolder(before), Token);
            await before.Selections.SelectAsync(TaskKind.Denoise, version.Reference, "a person", Token);
        }

        var said = await RunAsync(connection);

        Assert.StartsWith("1 jobs and 1 model versions were moved", said, StringComparison.Ordinal);
        await using var after = await TestStorage.StartAsync(_directory, connection);
        var moved = await after.Jobs.FindAsync(job.Id, Token);
        Assert.Equal((JobStatus.Running, 1, "blue"), (moved!.Status, moved.Attempt, moved.Tags["team"]));
        Assert.Equal(Enumerable.Range(1, 2500).Select(epoch => 1.0 / epoch), (await after.Jobs.MetricsAsync(job.Id, "train/loss", Token)).Select(metric => metric.Value));
        Assert.Equal(2502, (await after.Jobs.EventsAsync(job.Id, 0, 5000, Token)).Count);
        var found = Assert.Single(await after.Models.VersionsAsync("digits", Token));
        Assert.True(File.Exists(await after.Models.PathOfAsync(found, ModelFiles.Weights, Token)));
        Assert.Equal(found.Reference, (await after.Selections.FindAsync(TaskKind.Denoise, Token))!.Model);

        // What the server numbers goes on after the numbers that came along.
        await after.Jobs.AppendLogAsync(job.Id, "information", "The second line.", Token);
        var next = await after.Models.RegisterAsync(Samples.Manifest(), Samples.TrainedFolder(after), Token);
        Assert.Equal(2, next.Version);
        await after.Selections.SelectAsync(TaskKind.Denoise, next.Reference, "another person", Token);
        Assert.Equal(["The first line.", "The second line."], (await after.Jobs.LogAsync(job.Id, 0, 10, Token)).Select(line => line.Message));
        Assert.Equal(2, (await after.Selections.HistoryAsync(TaskKind.Denoise, new PageRequest(10), Token)).Items.Count);
    }

    [Fact]
    public async Task A_second_move_finds_no_file_and_a_database_with_rows_is_refused()
    {
        var connection = await SharedPostgres.NewDatabaseAsync();
        await using (var before = await TestStorage.StartAsync(_directory))
        {
            await before.Jobs.AddAsync(Samples.Job(), Token);
        }

        await RunAsync(connection);

        Assert.Contains("no '", (await Assert.ThrowsAsync<StartupException>(() => RunAsync(connection))).Message, StringComparison.Ordinal);
        await using (await TestStorage.StartAsync(_directory))
        {
        }

        Assert.Contains("already", (await Assert.ThrowsAsync<StartupException>(() => RunAsync(connection))).Message, StringComparison.Ordinal);
        Assert.True(File.Exists(Path.Combine(_directory, "clearsight.db")));
    }

    [Fact]
    public async Task Nothing_is_moved_while_a_host_is_at_work_or_without_a_PostgreSQL_to_move_to()
    {
        var connection = await SharedPostgres.NewDatabaseAsync();
        await using var host = await TestStorage.StartAsync(_directory);

        Assert.Contains("Another host", (await Assert.ThrowsAsync<StartupException>(() => RunAsync(connection))).Message, StringComparison.Ordinal);
        Assert.Contains("has to name", (await Assert.ThrowsAsync<StartupException>(() => RunAsync(connection: null))).Message, StringComparison.Ordinal);
    }

    private async Task<string> RunAsync(string? connection)
    {
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["Storage:Directory"] = _directory,
            ["ConnectionStrings:Clearsight"] = connection,
        }).Build();
        await using var services = new ServiceCollection().AddLogging().AddMetrics().AddStorage(configuration).BuildServiceProvider();
        return await services.GetRequiredService<StorageMove>().RunAsync(Token);
    }
}
