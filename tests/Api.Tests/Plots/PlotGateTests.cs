using Clearsight.Api.Plots;
using Clearsight.Domain;

namespace Clearsight.Api.Tests.Plots;

public sealed class PlotGateTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Few_draw_some_wait_and_the_rest_is_told_to_come_again()
    {
        using var gate = new PlotGate();
        var (drawing, most, go) = (0, 0, new TaskCompletionSource());
        var inside = Enumerable.Range(0, PlotGate.Places + PlotGate.Waiting).Select(_ => gate.DrawAsync(DrawAsync, figure => figure.Title, Token)).ToList();

        await Assert.ThrowsAsync<BusyException>(() => gate.DrawAsync(DrawAsync, figure => figure.Title, Token));
        go.SetResult();
        Assert.All(await Task.WhenAll(inside), title => Assert.Equal("a plot", title));
        Assert.InRange(most, 1, PlotGate.Places);
        Assert.Equal("a plot", await gate.DrawAsync(DrawAsync, figure => figure.Title, Token));

        async Task<Figure> DrawAsync()
        {
            var now = Interlocked.Increment(ref drawing);
            InterlockedMax(ref most, now);
            await go.Task;
            Interlocked.Decrement(ref drawing);
            return new Figure(Theme.Light, "a plot");
        }
    }

    [Fact]
    public async Task A_drawing_that_fails_and_one_that_nobody_waits_for_leave_their_places()
    {
        using var gate = new PlotGate();
        using var canceled = new CancellationTokenSource();
        await canceled.CancelAsync();

        for (var time = 0; time < PlotGate.Places + PlotGate.Waiting; time++)
        {
            await Assert.ThrowsAsync<ConflictException>(() => gate.DrawAsync(() => throw new ConflictException("no"), figure => figure.Title, Token));
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => gate.DrawAsync(DrawAsync, figure => figure.Title, canceled.Token));
        }

        Assert.Equal("a plot", await gate.DrawAsync(DrawAsync, figure => figure.Title, Token));

        static Task<Figure> DrawAsync() => Task.FromResult(new Figure(Theme.Light, "a plot"));
    }

    private static void InterlockedMax(ref int most, int now)
    {
        int seen;
        while ((seen = Volatile.Read(ref most)) < now && Interlocked.CompareExchange(ref most, now, seen) != seen)
        {
        }
    }
}
