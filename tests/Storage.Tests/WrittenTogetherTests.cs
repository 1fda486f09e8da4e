using System.Collections.Concurrent;

namespace Clearsight.Storage.Tests;

public sealed class WrittenTogetherTests : IDisposable
{
    private readonly ConcurrentQueue<int[]> _writes = new();
    private readonly SemaphoreSlim _goOn = new(0);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_comes_while_a_write_is_under_way_goes_into_the_next_one_in_the_order_it_came()
    {
        var together = new WrittenTogether<int>(WriteAsync);
        var first = together.AddAsync(0);
        var others = Enumerable.Range(1, 5).Select(together.AddAsync).ToList();
        _goOn.Release();
        await first;

        Assert.All(others, other => Assert.False(other.IsCompleted));
        _goOn.Release();
        await Task.WhenAll(others);

        Assert.Equal(new int[][] { [0], [1, 2, 3, 4, 5] }, _writes);
    }

    [Fact]
    public async Task A_write_that_fails_fails_for_those_it_was_for_and_the_next_ones_are_written()
    {
        var together = new WrittenTogether<int>(WriteAsync);
        var first = together.AddAsync(0);
        var lost = new[] { together.AddAsync(-1), together.AddAsync(1) };
        _goOn.Release();
        await first;
        _goOn.Release();
        foreach (var one in lost)
        {
            await Assert.ThrowsAsync<IOException>(() => one);
        }

        // Not before: it would go with those that are lost if they had not set out yet.
        var next = together.AddAsync(2);
        _goOn.Release();
        await next;
    }

    [Fact]
    public async Task An_item_that_was_answered_keeps_its_answer()
    {
        var together = new WrittenTogether<int>(items =>
        {
            items.Single().Fail(new InvalidOperationException("Refused."));
            return Task.CompletedTask;
        });

        await Assert.ThrowsAsync<InvalidOperationException>(() => together.AddAsync(0));
    }

    [Fact]
    public async Task Many_at_once_are_each_written_once()
    {
        _goOn.Release(10_000);
        var together = new WrittenTogether<int>(WriteAsync);

        await Parallel.ForEachAsync(Enumerable.Range(0, 10_000), Token, async (number, _) => await together.AddAsync(number));

        Assert.Equal(Enumerable.Range(0, 10_000), _writes.SelectMany(write => write).Order());
        Assert.All(_writes, write => Assert.InRange(write.Length, 1, 100));
    }

    public void Dispose() => _goOn.Dispose();

    private async Task WriteAsync(IReadOnlyList<Written<int>> items)
    {
        _writes.Enqueue([.. items.Select(item => item.Item)]);
        await _goOn.WaitAsync(Token);
        if (items.Any(item => item.Item < 0))
        {
            throw new IOException("The disk is gone.");
        }
    }
}
