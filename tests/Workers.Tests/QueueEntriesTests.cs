using Clearsight.Postgres;
using Clearsight.Domain.Jobs;
using Hangfire;
using Hangfire.States;
using Npgsql;

namespace Clearsight.Workers.Tests;

/// <summary>Entries in the database that hosts share, of which many come at a time.</summary>
public sealed class QueueEntriesTests : WorkersTest
{
    [Fact]
    public async Task Entries_that_come_together_are_all_there_in_the_order_they_came()
    {
        await using var api = await StartAsync("Api", connectionString: await SharedPostgres.NewDatabaseAsync());
        var jobs = Some(300);

        await Task.WhenAll(jobs.Select(api.Queue.EnqueueAsync));

        var waiting = api.Get<JobStorage>().GetMonitoringApi().EnqueuedJobs(HangfireJobQueue.Names[1], 0, int.MaxValue);
        Assert.Equal(jobs.Select(job => job.Id), waiting.Select(entry => (string)entry.Value.Job.Args[0]));
        Assert.All(waiting, entry => Assert.Equal(EnqueuedState.StateName, entry.Value.State));
    }

    [Theory]
    [InlineData("")]
    [InlineData(";Enlist=false")]
    [InlineData(";Pooling=false")]
    public async Task Entries_that_come_together_are_one_transaction(string setting)
    {
        var database = await SharedPostgres.NewDatabaseAsync();
        await using var api = await StartAsync("Api", connectionString: database + setting);

        await Task.WhenAll(Some(300).Select(api.Queue.EnqueueAsync));

        await using var connection = await OpenAsync(database);
        await using var command = new NpgsqlCommand(
            "SELECT array[count(*), count(DISTINCT xmin::text)] FROM hangfire.jobqueue", connection);
        var counts = (long[])(await command.ExecuteScalarAsync(Token))!;
        Assert.Equal(300, counts[0]);
        Assert.InRange(counts[1], 1, 150);
    }

    [Fact]
    public async Task Entries_of_all_kinds_may_come_together()
    {
        await using var api = await StartAsync("Api", connectionString: await SharedPostgres.NewDatabaseAsync());
        var later = Some(20).Select(job => job with { NotBefore = TimeProvider.System.GetUtcNow().AddDays(1) }).ToList();
        var high = Some(20).Select(job => job with { Priority = JobPriority.High }).ToList();

        await Task.WhenAll(later.Concat(high).Select(api.Queue.EnqueueAsync));

        var monitoring = api.Get<JobStorage>().GetMonitoringApi();
        Assert.Equal(20, monitoring.EnqueuedCount(HangfireJobQueue.Names[0]));
        Assert.Equal(20, monitoring.ScheduledCount());
        Assert.Equal(later.Concat(high).Select(job => job.Id).Order(), api.Get<HangfireJobQueue>().Entries().Order());
    }

    [Fact]
    public async Task Who_has_no_entry_is_told_and_none_of_those_that_came_together_is_left_half()
    {
        var database = await SharedPostgres.NewDatabaseAsync();
        await using var api = await StartAsync("Api", connectionString: database);
        await using var connection = await OpenAsync(database);
        await using var away = new NpgsqlCommand("ALTER TABLE hangfire.jobqueue RENAME TO away", connection);
        await away.ExecuteNonQueryAsync(Token);

        var answers = Some(100).Select(api.Queue.EnqueueAsync).ToList();

        await Assert.ThrowsAnyAsync<Exception>(() => Task.WhenAll(answers));
        Assert.All(answers, answer => Assert.True(answer.IsFaulted));
        await using var back = new NpgsqlCommand("ALTER TABLE hangfire.away RENAME TO jobqueue", connection);
        await back.ExecuteNonQueryAsync(Token);
        Assert.Empty(api.Get<HangfireJobQueue>().Entries());
        await api.Queue.EnqueueAsync(TestJobs.Classifier());
        Assert.Single(api.Get<HangfireJobQueue>().Entries());
    }

    [Fact]
    public async Task The_workers_of_all_hosts_hear_of_entries_that_come_together()
    {
        var database = await SharedPostgres.NewDatabaseAsync();
        await using var api = await StartAsync("Api", connectionString: database);
        await using var listener = await OpenAsync(database);
        await using (var listen = new NpgsqlCommand("LISTEN new_job", listener))
        {
            await listen.ExecuteNonQueryAsync(Token);
        }

        await Task.WhenAll(Some(20).Select(api.Queue.EnqueueAsync));

        Assert.True(await listener.WaitAsync(TimeSpan.FromSeconds(10), Token));
    }

    private static List<TrainingJob> Some(int count) => Enumerable.Range(0, count).Select(_ => TestJobs.Classifier()).ToList();

    private static async Task<NpgsqlConnection> OpenAsync(string database)
    {
        var connection = new NpgsqlConnection(database);
        await connection.OpenAsync(Token);
        return connection;
    }
}
