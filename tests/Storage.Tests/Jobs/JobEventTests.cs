using System.Text.Json;
using Clearsight.Domain.Jobs;
using Clearsight.Domain.Models;

namespace Clearsight.Storage.Tests.Jobs;

public abstract class JobEventTests(Rows rows) : StorageTest(rows)
{
    public sealed class OnSqlite() : JobEventTests(Rows.Sqlite);

    public sealed class OnPostgres() : JobEventTests(Rows.Postgres);

    [Fact]
    public async Task Every_change_of_status_is_an_event_in_order()
    {
        await using var storage = await StartAsync();
        var job = await RunningAsync(storage);
        await storage.Jobs.UpdateAsync(job.Id, row => row.Fail("The data set is gone.", Samples.Noon), 1, Token);

        var events = await storage.Jobs.EventsAsync(job.Id, 0, 10, Token);

        Assert.Equal([1L, 2L, 3L], events.Select(happened => happened.Sequence));
        Assert.Equal(["queued", "running", "failed"], events.Select(happened => Property(happened, "status").GetString()));
        Assert.Equal("The data set is gone.", Property(events[2], "problem").GetString());
        Assert.Equal(1, Property(events[2], "attempt").GetInt32());
    }

    [Fact]
    public async Task A_reader_that_missed_events_gets_those_after_the_last_it_saw()
    {
        await using var storage = await StartAsync();
        var job = await RunningAsync(storage);
        await storage.Jobs.AppendMetricsAsync(
            job.Id, 1, [Samples.Metric("train/loss", 1, 0.5), Samples.Metric("validation/loss", 1, 0.25)], Token);

        var missed = await storage.Jobs.EventsAsync(job.Id, 2, 10, Token);
        var first = await storage.Jobs.EventsAsync(job.Id, 2, 1, Token);

        Assert.Equal([3L, 4L], missed.Select(happened => happened.Sequence));
        Assert.All(missed, happened => Assert.Equal(JobEventKind.Metric, happened.Kind));
        Assert.Equal("validation/loss", Property(missed[1], "key").GetString());
        Assert.Equal(0.25, Property(missed[1], "value").GetDouble());
        Assert.Equal([3L], first.Select(happened => happened.Sequence));
    }

    [Fact]
    public async Task Only_the_newest_progress_is_kept_and_its_number_still_grows()
    {
        await using var storage = await StartAsync();
        var job = await RunningAsync(storage);
        for (var step = 1; step <= 20; step++)
        {
            await storage.Jobs.UpdateAsync(job.Id, row => row with { Progress = new JobProgress(1, 2, step, 40, 1.5, 800) }, 1, Token);
        }

        var events = await storage.Jobs.EventsAsync(job.Id, 0, 100, Token);

        Assert.Equal([1L, 2L, 22L], events.Select(happened => happened.Sequence));
        Assert.Equal(20, Property(events[2], "step").GetInt64());
        Assert.Equal(0.5, Property(events[2], "fraction").GetDouble());
        Assert.Equal(1.5, Property(events[2], "etaSeconds").GetDouble());
    }

    [Fact]
    public async Task The_final_status_is_the_last_event_even_when_progress_changed_with_it()
    {
        await using var storage = await StartAsync();
        var job = await RunningAsync(storage);

        await storage.Jobs.UpdateAsync(
            job.Id,
            row => row.Succeed(new ModelReference("digits", 3), stoppedEarly: true, Samples.Noon) with { Progress = new JobProgress(1, 1, 9, 9, 0, 1) },
            1,
            Token);

        var last = (await storage.Jobs.EventsAsync(job.Id, 0, 10, Token))[^1];
        Assert.Equal("succeeded", Property(last, "status").GetString());
        Assert.True(Property(last, "stoppedEarly").GetBoolean());
        Assert.Equal(3, Property(last, "model").GetProperty("version").GetInt32());
    }

    [Fact]
    public async Task Whoever_waits_for_a_change_wakes_at_the_next_write()
    {
        await using var storage = await StartAsync();
        var job = await RunningAsync(storage);
        var elsewhere = storage.Jobs.WaitForChangeAsync(Samples.Job().Id, TimeSpan.FromHours(1), Token);
        var waiting = storage.Jobs.WaitForChangeAsync(job.Id, TimeSpan.FromHours(1), Token);
        Assert.False(waiting.IsCompleted);

        await storage.Jobs.UpdateAsync(job.Id, row => row.RequestPause(), 1, Token);

        await waiting.WaitAsync(TimeSpan.FromSeconds(30), Token);
        Assert.False(elsewhere.IsCompleted);
    }

    [Fact]
    public async Task Whoever_waits_for_a_change_that_does_not_come_wakes_in_the_end()
    {
        await using var storage = await StartAsync();
        var waiting = storage.Jobs.WaitForChangeAsync(Samples.Job().Id, TimeSpan.FromSeconds(15), Token);

        storage.Time.Advance(TimeSpan.FromSeconds(15));

        await waiting.WaitAsync(TimeSpan.FromSeconds(30), Token);
    }

    [Fact]
    public async Task Log_lines_come_in_order_and_after_a_given_one()
    {
        await using var storage = await StartAsync();
        var job = await RunningAsync(storage);
        await storage.Jobs.AppendLogAsync(job.Id, "information", "one", Token);
        storage.Time.Advance(TimeSpan.FromSeconds(1));
        await storage.Jobs.AppendLogAsync(job.Id, "warning", "two", Token);

        var all = await storage.Jobs.LogAsync(job.Id, 0, 10, Token);
        var rest = await storage.Jobs.LogAsync(job.Id, all[0].Sequence, 10, Token);

        Assert.Equal(["one", "two"], all.Select(line => line.Message));
        Assert.Equal(new JobLogLine(all[1].Sequence, Samples.Noon.AddSeconds(1), "warning", "two"), Assert.Single(rest));
    }

    private static async Task<TrainingJob> RunningAsync(TestStorage storage)
    {
        var job = Samples.Job();
        await storage.Jobs.AddAsync(job, Token);
        return await storage.Jobs.UpdateAsync(job.Id, row => row.Start("here/1", Samples.Noon), 0, Token);
    }

    private static JsonElement Property(JobEvent happened, string name) => JsonDocument.Parse(happened.Payload).RootElement.GetProperty(name);
}
