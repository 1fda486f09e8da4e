using Clearsight.Domain;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;

namespace Clearsight.Workers.Tests;

public sealed class WorkerRosterTests
{
    private readonly FakeTimeProvider _time = new();

    [Fact]
    public void A_worker_is_on_one_job_at_a_time()
    {
        var roster = Roster(concurrency: 2);
        using (roster.Occupy("first"))
        using (roster.Occupy("second"))
        {
            Assert.Equal(["first", "second"], roster.List().Select(worker => worker.CurrentJob));
            Assert.Throws<InvalidOperationException>(() => roster.Occupy("third"));
            Assert.True(roster.IsRunning("second"));
        }

        Assert.All(roster.List(), worker => Assert.Null(worker.CurrentJob));
        Assert.False(roster.IsRunning("second"));
    }

    [Fact]
    public void Only_its_training_beats_for_a_busy_worker()
    {
        var roster = Roster(concurrency: 2);
        using var busy = roster.Occupy("job");
        var start = _time.GetUtcNow();
        _time.Advance(TimeSpan.FromMinutes(1));

        roster.BeatIdle();
        Assert.Equal([start, _time.GetUtcNow()], roster.List().Select(worker => worker.LastHeartbeat));
        busy.Beat();
        Assert.Equal(_time.GetUtcNow(), roster.List()[0].LastHeartbeat);
    }

    [Fact]
    public void A_host_that_does_not_train_has_no_workers()
    {
        Assert.Empty(new WorkerRoster(Options.Create(new WorkersOptions()), HostRole.Api, _time).List());
    }

    [Fact]
    public void Processes_of_one_machine_that_share_their_rows_have_workers_of_different_names()
    {
        var names = new[] { "a", "b" }.SelectMany(process => new WorkerRoster(Options.Create(new WorkersOptions { Threads = 1 }), HostRole.All, _time, process).List());

        Assert.Equal([$"{Environment.MachineName}/a/1", $"{Environment.MachineName}/b/1"], names.Select(worker => worker.Name));
    }

    private WorkerRoster Roster(int concurrency) =>
        new(Options.Create(new WorkersOptions { Concurrency = concurrency, Threads = 1 }), HostRole.All, _time);
}
