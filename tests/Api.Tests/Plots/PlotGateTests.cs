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
        var (drawing, most) = (0, 0);
        using var go = new ManualResetEventSlim();
        var inside = Enumerable.Range(0, PlotGate.Places + PlotGate.Waiting).Select(_ => gate.DrawAsync(Draw, figure => figure.Title, Token)).ToList();

        await Assert.ThrowsAsync<BusyException>(() => gate.DrawAsync(Draw, figure => figure.Title, Token));
        go.Set();
        Assert.All(await Task.WhenAll(inside), title => Assert.Equal("a plot", title));
        Assert.InRange(most, 1, PlotGate.Places);
        Assert.Equal("a plot", await gate.DrawAsync(Draw, figure => figure.Title, Token));

        Figure Draw()
        {
            var now = Interlocked.Increment(ref drawing);
            InterlockedMax(ref most, now);
            go.Wait(Token);
            Interlocked.Decrement(ref drawing);
            return new Figure(Theme.Light, "a plot");
        }
    }

    /// <summary>A data set that is downloaded first may take minutes.</summary>
    [Fact]
    public async Task Plots_are_drawn_while_data_sets_are_loaded()
    {
        using var gate = new PlotGate();
        var loaded = new TaskCompletionSource<int>();
        var loading = Enumerable.Range(0, PlotGate.Places + PlotGate.Waiting).Select(_ => gate.LoadAsync(() => loaded.Task, Token)).ToList();

        await Assert.ThrowsAsync<BusyException>(() => gate.LoadAsync(() => loaded.Task, Token));
        Assert.Equal("a plot", await gate.DrawAsync(() => new Figure(Theme.Light, "a plot"), figure => figure.Title, Token));
        loaded.SetResult(1);
        await Task.WhenAll(loading);
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
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => gate.DrawAsync(Draw, figure => figure.Title, canceled.Token));
        }

        Assert.Equal("a plot", await gate.DrawAsync(Draw, figure => figure.Title, Token));

        static Figure Draw() => new(Theme.Light, "a plot");
    }

    private static void InterlockedMax(ref int most, int now)
    {
        int seen;
        while ((seen = Volatile.Read(ref most)) < now && Interlocked.CompareExchange(ref most, now, seen) != seen)
        {
        }
    }
}
