using Clearsight.Domain;
using Clearsight.Serving.Inference;
using Clearsight.Serving.Telemetry;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Clearsight.Serving.Tests.Inference;

public sealed class InferenceGateTests : IDisposable
{
    private static readonly CancellationToken Cancellation = TestContext.Current.CancellationToken;
    private readonly RightOfWay _rightOfWay = new();
    private readonly ServiceProvider _services = new ServiceCollection().AddMetrics().AddSingleton<InferenceMetrics>().BuildServiceProvider();

    public void Dispose()
    {
        _rightOfWay.Dispose();
        _services.Dispose();
    }

    [Fact]
    public async Task Beyond_places_and_queue_the_gate_is_busy_and_says_when_to_come_back()
    {
        using var gate = Gate(places: 1, queue: 1);
        using var first = await gate.EnterAsync(Cancellation);
        var second = gate.EnterAsync(Cancellation);
        var problem = await Assert.ThrowsAsync<BusyException>(() => gate.EnterAsync(Cancellation));
        Assert.True(problem.RetryAfter > TimeSpan.Zero);
        Assert.False(second.IsCompleted);

        first.Dispose();
        using var place = await second;
        Assert.True(place.Waited > TimeSpan.Zero);
    }

    [Fact]
    public async Task Who_goes_away_while_waiting_frees_the_place_in_the_queue()
    {
        using var gate = Gate(places: 1, queue: 1);
        using var first = await gate.EnterAsync(Cancellation);
        using var impatient = new CancellationTokenSource();
        var second = gate.EnterAsync(impatient.Token);
        await impatient.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => second);

        var third = gate.EnterAsync(Cancellation);
        first.Dispose();
        (await third).Dispose();
    }

    [Fact]
    public async Task Who_waits_too_long_is_told_so_and_frees_the_place_in_the_queue()
    {
        using var gate = Gate(places: 1, queue: 1, queueSeconds: 0.2);
        using var first = await gate.EnterAsync(Cancellation);
        var problem = await Assert.ThrowsAsync<UnavailableException>(() => gate.EnterAsync(Cancellation));
        Assert.True(problem.RetryAfter > TimeSpan.Zero);

        var next = gate.EnterAsync(Cancellation);
        first.Dispose();
        (await next).Dispose();
    }

    [Fact]
    public async Task Leaving_twice_frees_one_place()
    {
        using var gate = Gate(places: 1, queue: 0);
        var first = await gate.EnterAsync(Cancellation);
        first.Dispose();
        first.Dispose();
        using var second = await gate.EnterAsync(Cancellation);
        await Assert.ThrowsAsync<BusyException>(() => gate.EnterAsync(Cancellation));
    }

    [Fact]
    public void There_are_as_many_places_as_cores()
    {
        using var gate = Gate(places: 0, queue: 0);
        Assert.Equal(Environment.ProcessorCount, gate.Places);
    }

    [Fact]
    public async Task Busy_places_leave_the_pool_threads_for_everybody_else()
    {
        using var gate = Gate(places: 3, queue: 0);
        using var finish = new ManualResetEventSlim();
        var busy = Enumerable.Range(0, 3).Select(_ => Task.Run(async () =>
        {
            using var place = await gate.EnterAsync(Cancellation);
            finish.Wait(Cancellation);
        }, Cancellation)).ToArray();
        ThreadPool.GetMinThreads(out var threads, out _);
        Assert.True(threads >= Environment.ProcessorCount + 3);
        await Task.Run(finish.Set, Cancellation);
        await Task.WhenAll(busy);
    }

    [Fact]
    public async Task Training_waits_for_whoever_is_inside_or_waits_to_be()
    {
        using var gate = Gate(places: 1, queue: 1);
        Assert.True(_rightOfWay.IsFree);
        using var first = await gate.EnterAsync(Cancellation);
        Assert.False(_rightOfWay.IsFree);

        using var gone = new CancellationTokenSource();
        var second = gate.EnterAsync(gone.Token);
        first.Dispose();
        using var place = await second;
        Assert.False(_rightOfWay.IsFree);
        var third = gate.EnterAsync(gone.Token);
        await gone.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => third);
        place.Dispose();
        Assert.True(_rightOfWay.IsFree);
    }

    private InferenceGate Gate(int places, int queue, double queueSeconds = 10) =>
        new(Options.Create(new InferenceOptions { Places = places, QueueLength = queue, QueueSeconds = queueSeconds }), _rightOfWay, _services.GetRequiredService<InferenceMetrics>(), TimeProvider.System);
}
