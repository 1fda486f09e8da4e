using Clearsight.Api.Batches;
using Clearsight.Api.Uploads;
using Clearsight.Domain;
using Clearsight.Serving.Inference;
using Clearsight.Serving.Telemetry;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace Clearsight.Api.Tests.Batches;

public sealed class BatchRunTests : IDisposable
{
    private readonly ServiceProvider _services = new ServiceCollection().AddMetrics().AddSingleton<InferenceMetrics>().BuildServiceProvider();
    private readonly InferenceGate _gate;
    private readonly BatchPlaces _places;
    private readonly BatchRun _run;

    public BatchRunTests()
    {
        _gate = new InferenceGate(
            Options.Create(new InferenceOptions { Places = 2 }), new RightOfWay(), _services.GetRequiredService<InferenceMetrics>(), TimeProvider.System);
        _places = new BatchPlaces(Options.Create(new BatchOptions()), _gate);
        _run = new BatchRun(_places, TimeProvider.System, NullLogger<BatchRun>.Instance);
    }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        _places.Dispose();
        _gate.Dispose();
        _services.Dispose();
    }

    [Fact]
    public async Task Outcomes_come_in_the_order_of_the_items_whichever_is_ready_first()
    {
        var third = new TaskCompletionSource();
        var outcomes = await _run.InOrderAsync(ItemsAsync(10), async (bytes, _) =>
        {
            if (bytes.Span[0] == 3)
            {
                third.SetResult();
            }

            await (bytes.Span[0] == 0 ? third.Task : Task.CompletedTask);
            return bytes.Span[0].ToString();
        }, Token).ToListAsync(Token);
        Assert.Equal(Enumerable.Range(0, 10).Select(index => ($"{index}", (string?)$"{index}")), outcomes.Select(outcome => (outcome.Name, outcome.Answer)));
    }

    [Fact]
    public async Task No_more_items_are_taken_than_are_worked_on()
    {
        var (taken, given) = (0, 0);
        await foreach (var _ in _run.InOrderAsync(CountedAsync(), (_, _) => Task.FromResult("done"), Token))
        {
            given++;
            Assert.InRange(taken - given, 0, _places.InFlight);
        }

        Assert.Equal(50, given);

        async IAsyncEnumerable<BatchItem> CountedAsync()
        {
            await foreach (var item in ItemsAsync(50))
            {
                taken++;
                yield return item;
            }
        }
    }

    [Fact]
    public async Task Items_are_worked_on_while_others_are_still_to_come()
    {
        var worked = new TaskCompletionSource();
        var outcomes = await _run.InOrderAsync(ComingAsync(), (_, _) =>
        {
            worked.TrySetResult();
            return Task.FromResult("done");
        }, Token).ToListAsync(Token);
        Assert.Equal(2, outcomes.Count);

        async IAsyncEnumerable<BatchItem> ComingAsync()
        {
            yield return await ItemAsync(0);
            await worked.Task;
            yield return await ItemAsync(1);
        }
    }

    [Fact]
    public async Task At_the_gate_are_no_more_images_of_all_batches_than_it_has_places()
    {
        var (inside, most) = (0, 0);
        async Task<string> InferAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken)
        {
            var now = Interlocked.Increment(ref inside);
            most = Math.Max(most, now);
            await Task.Yield();
            Interlocked.Decrement(ref inside);
            return "done";
        }

        await Task.WhenAll(Enumerable.Range(0, 5).Select(async _ => await _run.InOrderAsync(ItemsAsync(20), InferAsync, Token).ToListAsync(Token)));
        Assert.InRange(most, 1, _gate.Places);
    }

    [Fact]
    public async Task A_service_that_is_busy_refuses_the_first_image_and_lets_the_later_ones_wait()
    {
        var refused = 0;
        await Assert.ThrowsAsync<BusyException>(async () =>
            await _run.InOrderAsync<string>(ItemsAsync(3), (_, _) => throw Busy(), Token).ToListAsync(Token));

        var outcomes = await _run.InOrderAsync(ItemsAsync(5), (bytes, _) => bytes.Span[0] > 0 && Interlocked.Increment(ref refused) <= 6
            ? throw Busy()
            : Task.FromResult("done"), Token).ToListAsync(Token);
        Assert.All(outcomes, outcome => Assert.Equal("done", outcome.Answer));

        // What the gate says: there is no room to wait, or the wait was too long.
        Exception Busy() => refused % 2 == 0
            ? new BusyException("All places are taken.", TimeSpan.FromMilliseconds(1))
            : new UnavailableException("Its turn did not come.", TimeSpan.FromMilliseconds(1));
    }

    [Fact]
    public async Task What_has_no_bytes_is_not_the_first_image()
    {
        await Assert.ThrowsAsync<UnavailableException>(async () => await _run.InOrderAsync<string>(
            new[] { new BatchItem("bad", Bytes: null, new MalformedRequestException("It is bad.")), await ItemAsync(1) }.ToAsyncEnumerable(),
            (_, _) => throw new UnavailableException("There is no time.", TimeSpan.FromSeconds(1)),
            Token).ToListAsync(Token));
    }

    /// <summary>It would be no number again, however often it were asked.</summary>
    [Fact]
    public async Task An_image_that_overflows_a_model_fails_alone_and_once()
    {
        var asked = 0;
        var outcomes = await _run.InOrderAsync(
            ItemsAsync(3),
            (bytes, _) => bytes.Span[0] == 0 && Interlocked.Increment(ref asked) > 0 ? throw new OverflowingModelException("No number.", TimeSpan.FromSeconds(10)) : Task.FromResult("done"),
            Token).ToListAsync(Token);

        Assert.Equal([null, "done", "done"], outcomes.Select(outcome => outcome.Answer));
        Assert.Equal(1, asked);
    }

    [Fact]
    public async Task A_defect_at_one_image_leaves_the_others()
    {
        var outcomes = await _run.InOrderAsync(
            ItemsAsync(3), (bytes, _) => bytes.Span[0] == 1 ? throw new InvalidOperationException("a defect") : Task.FromResult("done"), Token).ToListAsync(Token);
        Assert.Equal(["done", null, "done"], outcomes.Select(outcome => outcome.Answer));
        Assert.IsType<InvalidOperationException>(outcomes[1].Problem);
    }

    [Fact]
    public async Task Whoever_stops_listening_stops_the_work()
    {
        var (started, stopped) = (0, 0);
        await foreach (var _ in _run.InOrderAsync(ItemsAsync(100), async (bytes, cancellationToken) =>
        {
            Interlocked.Increment(ref started);
            if (bytes.Span[0] > 0)
            {
                try
                {
                    await Task.Delay(Timeout.Infinite, cancellationToken);
                }
                finally
                {
                    Interlocked.Increment(ref stopped);
                }
            }

            return "done";
        }, Token))
        {
            break;
        }

        Assert.Equal(started, stopped + 1);
    }

    private static async IAsyncEnumerable<BatchItem> ItemsAsync(int count)
    {
        for (var index = 0; index < count; index++)
        {
            yield return await ItemAsync(index);
        }
    }

    private static async Task<BatchItem> ItemAsync(int index) => new($"{index}", await PooledBody.FillAsync(1, (buffer, _) =>
    {
        buffer.Span[0] = (byte)index;
        return ValueTask.FromResult(1);
    }));
}
