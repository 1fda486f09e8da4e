using System.Diagnostics.Metrics;
using Clearsight.Domain;
using Clearsight.Domain.Jobs;
using Clearsight.Domain.Metrics;
using Clearsight.Learning.Training;
using Clearsight.Workers.Telemetry;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace Clearsight.Workers.Tests;

public sealed class JobRecorderTests : WorkersTest
{
    private const int Backlog = 64;
    private readonly TaskCompletionSource _gate = new();

    [Fact]
    public async Task A_training_waits_for_the_store_only_when_it_is_far_ahead_of_it()
    {
        await using var host = await StartAsync("Api");
        await using var told = await RecordAsync(host);
        var said = 0;
        var training = Task.Run(() =>
        {
            for (; said < Backlog + 10; said++)
            {
                told.Recorder.Log($"line {said}");
            }
        }, Token);
        Assert.True(SpinWait.SpinUntil(() => Volatile.Read(ref said) == Backlog, TimeSpan.FromSeconds(30)));
        await Task.Delay(TimeSpan.FromMilliseconds(100), Token);
        Assert.Equal(Backlog, Volatile.Read(ref said));

        _gate.SetResult();
        await training;
        await told.Recorder.CompleteAsync();
        var log = await host.Store.LogAsync(told.Job.Id, 0, 1_000, Token);
        Assert.Equal(Enumerable.Range(0, Backlog + 10).Select(line => $"line {line}"), log.Select(line => line.Message));
    }

    [Fact]
    public async Task Progress_never_piles_up_and_the_newest_is_written()
    {
        await using var host = await StartAsync("Api");
        await using var told = await RecordAsync(host);
        told.Recorder.Log("holds up what comes after it");
        for (var step = 1; step <= 10 * Backlog; step++)
        {
            told.Recorder.Progressed(new JobProgress(1, 1, step, 10 * Backlog, null, null));
        }

        _gate.SetResult();
        await told.Recorder.CompleteAsync();
        Assert.Equal(10 * Backlog, (await host.Store.FindAsync(told.Job.Id, Token))!.Progress!.Step);
    }

    [Fact]
    public async Task A_worker_whose_attempt_is_over_writes_nothing_more_and_stops_its_training()
    {
        await using var host = await StartAsync("Api");
        await using var told = await RecordAsync(host);
        _gate.SetResult();
        await host.Store.UpdateAsync(told.Job.Id, row => row.Interrupt(), null, Token);
        await host.Store.UpdateAsync(told.Job.Id, row => row.Start("another/1", TimeProvider.System.GetUtcNow()), null, Token);

        told.Recorder.EpochEnded([new Metric(MetricKeys.TrainLoss, 1, 1, 0.5, TimeProvider.System.GetUtcNow())], new BestEpoch(1, MetricKeys.ValidationLoss, 0.5));
        told.Recorder.Log("after it");

        await Assert.ThrowsAsync<ConflictException>(told.Recorder.CompleteAsync);
        Assert.Equal(TrainingStop.Cancel, told.Recorder.StopRequested);
        Assert.Empty(await host.Store.MetricsAsync(told.Job.Id, null, Token));
        Assert.Empty(await host.Store.LogAsync(told.Job.Id, 0, 10, Token));
    }

    /// <summary>A recorder of a running job, whose log waits for the gate.</summary>
    private async Task<Told> RecordAsync(WorkersHost host)
    {
        var job = TestJobs.Classifier();
        await host.Store.AddAsync(job, Token);
        job = await host.Store.UpdateAsync(job.Id, row => row.Start("one/1", TimeProvider.System.GetUtcNow()), null, Token);
        var store = InterceptedStore.Wrap(host.Store, nameof(IJobStore.AppendLogAsync), () => _gate.Task);
        var watch = new JobWatch(store, job, TimeProvider.System, NullLogger.Instance, CancellationToken.None);
        var slot = new WorkerSlot("one/1", TimeProvider.System);
        var metrics = new TrainingMetrics(host.Get<IMeterFactory>(), host.Get<WorkerRoster>());
        return new Told(job, watch, new JobRecorder(store, job, watch, new JobLog(store, job.Id, job.Attempt, NullLogger.Instance), slot, metrics, new Setbacks(Options.Create(new WorkersOptions())), TimeProvider.System));
    }

    private sealed record Told(TrainingJob Job, JobWatch Watch, JobRecorder Recorder) : IAsyncDisposable
    {
        public async ValueTask DisposeAsync()
        {
            await Recorder.DisposeAsync();
            await Watch.DisposeAsync();
        }
    }
}
