using Clearsight.Domain;
using Clearsight.Domain.Jobs;
using Clearsight.Domain.Models;
using Clearsight.Postgres;
using Clearsight.Storage.Database;
using Microsoft.EntityFrameworkCore;

namespace Clearsight.Storage.Tests;

/// <summary>Several hosts on one PostgreSQL database and one storage directory.</summary>
public sealed class SharedHostsTests
{
    private static readonly TimeSpan Lease = TimeSpan.FromSeconds(30);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Hosts_that_start_at_once_share_rows_and_files()
    {
        var (hosts, cleanup) = await StartAsync(3);
        await using var _ = cleanup;
        var job = Samples.Job();

        await hosts[0].Jobs.AddAsync(job, Token);
        var model = await hosts[1].Models.RegisterAsync(Samples.Manifest(), Samples.TrainedFolder(hosts[1]), Token);

        Assert.Equal(job.Id, (await hosts[2].Jobs.FindAsync(job.Id, Token))!.Id);
        var found = await hosts[2].Models.FindAsync(model.Reference, Token);
        Assert.True(File.Exists(await hosts[2].Models.PathOfAsync(found!, ModelFiles.Weights, Token)));
    }

    [Fact]
    public async Task Versions_that_several_hosts_register_at_once_get_a_number_each()
    {
        var (hosts, cleanup) = await StartAsync(3);
        await using var _ = cleanup;
        var folder = Samples.TrainedFolder(hosts[0]);

        await Task.WhenAll(Enumerable.Range(0, 24).Select(i => Task.Run(() => hosts[i % 3].Models.RegisterAsync(Samples.Manifest(), folder, Token), Token)));

        var versions = await hosts[0].Models.VersionsAsync("digits", Token);
        Assert.Equal(Enumerable.Range(1, 24).Reverse(), versions.Select(version => version.Version));
        foreach (var version in versions)
        {
            Assert.True(File.Exists(await hosts[0].Models.PathOfAsync(version, ModelFiles.Manifest, Token)));
        }
    }

    [Fact]
    public async Task A_job_is_started_by_one_worker_only()
    {
        var (hosts, cleanup) = await StartAsync(3);
        await using var _ = cleanup;
        var job = Samples.Job();
        await hosts[0].Jobs.AddAsync(job, Token);

        var starts = Enumerable.Range(0, 12).Select(i => Task.Run(() => hosts[i % 3].Jobs.UpdateAsync(job.Id, row => row.Start($"w/{i}", Samples.Noon), 0, Token), Token)).ToList();
        await Task.WhenAll(starts.Select(start => start.ContinueWith(_ => { }, TaskScheduler.Default)));

        Assert.Equal(1, starts.Count(start => start.IsCompletedSuccessfully));
        Assert.Equal(1, (await hosts[0].Jobs.FindAsync(job.Id, Token))!.Attempt);
    }

    [Fact]
    public async Task Events_that_several_hosts_write_keep_their_order()
    {
        var (hosts, cleanup) = await StartAsync(3);
        await using var _ = cleanup;
        var job = Samples.Job();
        await hosts[0].Jobs.AddAsync(job, Token);
        await hosts[0].Jobs.UpdateAsync(job.Id, row => row.Start("w/1", Samples.Noon), 0, Token);

        await Task.WhenAll(Enumerable.Range(1, 30).Select(i => Task.Run(
            () => hosts[i % 3].Jobs.AppendMetricsAsync(job.Id, 1, [Samples.Metric("train/loss", i, i)], Token), Token)));

        var events = await hosts[0].Jobs.EventsAsync(job.Id, 0, 100, Token);
        Assert.Equal(Enumerable.Range(1, 32), events.Select(happened => (int)happened.Sequence));
    }

    [Fact]
    public async Task A_worker_is_on_its_job_until_its_lease_is_out_whatever_the_hosts_clocks_show()
    {
        var (hosts, cleanup) = await StartAsync(2);
        await using var _ = cleanup;
        hosts[0].Time.Advance(TimeSpan.FromDays(3));

        await hosts[0].Workers.RenewAsync([State(hosts[0], "a/1", "job-1")], Lease, Token);
        await hosts[1].Workers.RenewAsync([State(hosts[1], "b/1", "job-2")], TimeSpan.FromSeconds(-1), Token);

        Assert.Equal([("a/1", "job-1")], await hosts[1].Workers.HeldAsync(Token));
        var workers = await hosts[1].Workers.ListAsync(Token);
        Assert.Equal(["a/1", "b/1"], workers.Select(worker => worker.Name));
        // Both spoke just now, by the one clock that counts.
        Assert.True((workers[0].LastHeartbeat - workers[1].LastHeartbeat).Duration() < TimeSpan.FromMinutes(1));

        await hosts[0].Workers.LeaveAsync(["a/1"], Token);
        Assert.Empty(await hosts[1].Workers.HeldAsync(Token));
    }

    [Fact]
    public async Task A_host_that_is_frozen_in_the_middle_of_a_write_does_not_hold_up_the_others()
    {
        var (hosts, cleanup) = await StartAsync(2);
        await using var _ = cleanup;
        var job = Samples.Job();
        await hosts[0].Jobs.AddAsync(job, Token);
        await using var frozen = hosts[0].OpenDatabase();
        await using var transaction = await frozen.Database.BeginTransactionAsync(Token);
        await frozen.LockJobAsync(job.Id, Token);

        var started = await hosts[1].Jobs.UpdateAsync(job.Id, row => row.Start("w/1", Samples.Noon), 0, Token).WaitAsync(TimeSpan.FromMinutes(1), Token);

        Assert.Equal(1, started.Attempt);
        await Assert.ThrowsAnyAsync<Exception>(() => transaction.CommitAsync(Token));
    }

    [Fact]
    public async Task Files_that_a_lost_host_left_without_a_row_give_way()
    {
        var (hosts, cleanup) = await StartAsync(1);
        await using var _ = cleanup;
        var left = hosts[0].Layout.ModelFolder("digits", 1);
        Directory.CreateDirectory(left);
        await File.WriteAllTextAsync(Path.Combine(left, "half"), "a file", Token);

        var model = await hosts[0].Models.RegisterAsync(Samples.Manifest(), Samples.TrainedFolder(hosts[0]), Token);

        Assert.Equal(1, model.Version);
        Assert.False(File.Exists(Path.Combine(left, "half")));
    }

    [Fact]
    public async Task A_host_that_starts_leaves_alone_what_the_others_are_writing()
    {
        var (hosts, cleanup) = await StartAsync(1);
        await using var _ = cleanup;
        var job = Samples.Job();
        await hosts[0].Jobs.AddAsync(job, Token);
        var model = await hosts[0].Models.RegisterAsync(Samples.Manifest(jobId: job.Id), Samples.TrainedFolder(hosts[0]), Token);
        await using (var db = hosts[0].OpenDatabase())
        {
            // As a host that has moved the folder and not yet written the row.
            await db.ModelVersions.ExecuteDeleteAsync(Token);
            await db.ModelNames.ExecuteDeleteAsync(Token);
        }

        var staging = hosts[0].Layout.NewStagingFolder();
        Directory.CreateDirectory(staging);

        await hosts[0].RestartAsync();

        Assert.True(Directory.Exists(staging));
        Assert.Empty(await hosts[0].Models.VersionsAsync("digits", Token));
        Assert.Equal(model.Digest, (await hosts[0].Models.RegisterAsync(Samples.Manifest(jobId: job.Id), Samples.TrainedFolder(hosts[0]), Token)).Digest);
    }

    [Fact]
    public async Task A_host_with_rows_of_its_own_does_not_mix_with_hosts_that_share_theirs()
    {
        var (hosts, cleanup) = await StartAsync(1);
        await using var _ = cleanup;

        await Assert.ThrowsAsync<StartupException>(() => TestStorage.StartAsync(hosts[0].Directory));
    }

    [Fact]
    public async Task A_database_of_a_newer_program_is_left_alone()
    {
        var (hosts, cleanup) = await StartAsync(1);
        await using var _ = cleanup;
        await using (var db = hosts[0].OpenDatabase())
        {
            await db.Database.ExecuteSqlRawAsync(
                """INSERT INTO "__EFMigrationsHistory" ("MigrationId", "ProductVersion") VALUES ('29990101000000_Later', '99.0.0')""", Token);
        }

        var refused = await Assert.ThrowsAsync<StartupException>(() => hosts[0].RestartAsync());

        Assert.Contains("newer version", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_migrations_say_what_the_model_says()
    {
        var (hosts, cleanup) = await StartAsync(1);
        await using var _ = cleanup;
        await using var db = hosts[0].OpenDatabase();

        Assert.False(db.Database.HasPendingModelChanges());
    }

    [Theory]
    [InlineData("Host=127.0.0.1;Port=1;Database=clearsight;Username=clearsight;Password=secret;Timeout=5")]
    [InlineData("Host=no-such-host.invalid;Database=clearsight;Username=clearsight;Password=secret;Timeout=5")]
    [InlineData("Host=127.0.0.1")]
    [InlineData("Host=127.0.0.1;Database=clearsight;Port=many")]
    [InlineData("Host=127.0.0.1;Database=clearsight;Nonsense=yes")]
    public async Task A_connection_string_that_does_not_connect_is_one_sentence_without_the_password(string connectionString)
    {
        var refused = await Assert.ThrowsAsync<StartupException>(() => TestStorage.StartAsync(connectionString: connectionString));

        Assert.Contains("ConnectionStrings:Clearsight", refused.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", refused.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', refused.Message);
    }

    [Fact]
    public async Task A_database_that_does_not_exist_is_one_sentence()
    {
        var connectionString = (await SharedPostgres.NewDatabaseAsync()).Replace("Database=test", "Database=missing", StringComparison.Ordinal);

        var refused = await Assert.ThrowsAsync<StartupException>(() => TestStorage.StartAsync(connectionString: connectionString));

        Assert.Contains("does not exist", refused.Message, StringComparison.Ordinal);
    }

    private static WorkerState State(TestStorage host, string name, string job) =>
        new(name, "machine", HostRole.Worker, "cpu", 2, job, host.Time.GetUtcNow());

    private static async Task<(IReadOnlyList<TestStorage> Hosts, IAsyncDisposable Cleanup)> StartAsync(int count)
    {
        var connectionString = await SharedPostgres.NewDatabaseAsync();
        var directory = Directory.CreateTempSubdirectory("clearsight-shared-").FullName;
        var hosts = await Task.WhenAll(Enumerable.Range(0, count).Select(_ => TestStorage.StartAsync(directory, connectionString)));
        return (hosts, new Cleanup(hosts, directory));
    }

    private sealed class Cleanup(IReadOnlyList<TestStorage> hosts, string directory) : IAsyncDisposable
    {
        public async ValueTask DisposeAsync()
        {
            foreach (var host in hosts)
            {
                await host.DisposeAsync();
            }

            Directory.Delete(directory, recursive: true);
        }
    }
}
