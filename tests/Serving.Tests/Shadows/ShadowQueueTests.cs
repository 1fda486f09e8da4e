using Clearsight.Domain;
using Clearsight.Domain.Models;
using Clearsight.Serving.Inference;
using Clearsight.Serving.Models;
using Clearsight.Serving.Shadows;
using Clearsight.Serving.Tests.Drawn;
using Clearsight.Serving.Tests.Models;

namespace Clearsight.Serving.Tests.Shadows;

/// <summary>What must not happen to requests because of a shadow, and what happens to the shadow instead.</summary>
public sealed class ShadowQueueTests
{
    private static readonly CancellationToken Cancellation = TestContext.Current.CancellationToken;
    private static readonly Differences Equal = new(1, 1, 0, 0);

    [Fact]
    public async Task A_request_does_not_wait_for_a_shadow_that_computes_and_finds_every_place_free()
    {
        await using var host = await ServingHost.StartWithModelsAsync(("Inference:Places", "1"), ("Inference:QueueLength", "0"));
        using var run = await RunAsync(host);
        using var started = new SemaphoreSlim(0);
        using var finish = new ManualResetEventSlim();
        host.Get<ShadowQueue>().Offer(run, TimeSpan.Zero, bytes: 1, () => new ShadowedByTest(cancellation =>
        {
            started.Release();
            finish.Wait(cancellation);
            return Equal;
        }));
        await started.WaitAsync(Cancellation);

        using var drawn = Drawing.Ring(28, 28);
        await host.Get<Classifier>().ClassifyAsync(Drawing.Encode(drawn, "png"), new ClassifyRequest(), Cancellation);

        Assert.Equal(0, run.Tally.Figures().Shadowed);
        finish.Set();
        await UntilAsync(() => run.Tally.Figures().Shadowed == 1);
    }

    [Fact]
    public async Task While_requests_have_every_place_the_shadow_waits_and_then_gives_up()
    {
        await using var host = await ServingHost.StartWithModelsAsync(("Inference:Places", "1"));
        using var run = await RunAsync(host);
        using (await host.Get<InferenceGate>().EnterAsync(Cancellation))
        {
            host.Get<ShadowQueue>().Offer(run, TimeSpan.Zero, bytes: 1, () => new ShadowedByTest(_ => Equal));
            await UntilAsync(() => run.Tally.Figures().Dropped == 1);
        }

        host.Get<ShadowQueue>().Offer(run, TimeSpan.Zero, bytes: 1, () => new ShadowedByTest(_ => Equal));
        await UntilAsync(() => run.Tally.Figures() is { Shadowed: 1, Dropped: 1 });
    }

    [Fact]
    public async Task What_waits_is_bounded_in_number_and_the_rest_is_dropped_without_being_copied()
    {
        await using var host = await ServingHost.StartWithModelsAsync(("Inference:Places", "1"));
        using var run = await RunAsync(host);
        var copies = 0;
        using (await host.Get<InferenceGate>().EnterAsync(Cancellation))
        {
            for (var request = 0; request < 40; request++)
            {
                host.Get<ShadowQueue>().Offer(run, TimeSpan.Zero, bytes: 1, () =>
                {
                    copies++;
                    return new ShadowedByTest(_ => Equal);
                });
            }

            Assert.True(run.Tally.Figures().Dropped >= 8);
            Assert.True(copies <= 32);
        }

        await UntilAsync(() => run.Tally.Figures() is var figures && figures.Shadowed + figures.Dropped == 40);
        Assert.True(run.Tally.Figures().Shadowed > 0);
    }

    [Fact]
    public async Task A_picture_that_is_too_large_to_be_kept_is_dropped_without_being_copied()
    {
        await using var host = await ServingHost.StartWithModelsAsync();
        using var run = await RunAsync(host);

        host.Get<ShadowQueue>().Offer(run, TimeSpan.Zero, bytes: 33 << 20, () => throw new InvalidOperationException("It was copied."));

        Assert.Equal(1, run.Tally.Figures().Dropped);
    }

    [Fact]
    public async Task A_copy_that_there_is_no_memory_for_is_dropped_and_gives_its_place_back()
    {
        await using var host = await ServingHost.StartWithModelsAsync();
        using var run = await RunAsync(host);
        for (var request = 0; request < 50; request++)
        {
            host.Get<ShadowQueue>().Offer(run, TimeSpan.Zero, bytes: 1 << 20, () => throw new BusyException("There is no memory.", TimeSpan.Zero));
        }

        host.Get<ShadowQueue>().Offer(run, TimeSpan.Zero, bytes: 1, () => new ShadowedByTest(_ => Equal));

        await UntilAsync(() => run.Tally.Figures() is { Dropped: 50, Shadowed: 1 });
    }

    [Fact]
    public async Task A_shadow_that_fails_is_counted_and_the_next_request_is_shown_to_it_again()
    {
        await using var host = await ServingHost.StartWithModelsAsync();
        using var run = await RunAsync(host);
        var failing = new ShadowedByTest(_ => throw new IOException("Cannot read /srv/secret/model.onnx"));
        host.Get<ShadowQueue>().Offer(run, TimeSpan.Zero, bytes: 1, () => failing);
        await UntilAsync(() => run.Tally.Figures().Errors == 1);
        Assert.DoesNotContain("secret", run.Tally.Figures().LastError, StringComparison.Ordinal);

        host.Get<ShadowQueue>().Offer(run, TimeSpan.Zero, bytes: 1, () => new ShadowedByTest(_ => throw new ConflictException("It takes other images.")));
        host.Get<ShadowQueue>().Offer(run, TimeSpan.FromMilliseconds(1), bytes: 1, () => new ShadowedByTest(_ => Equal));

        await UntilAsync(() => run.Tally.Figures() is { Errors: 2, Shadowed: 1 });
        var figures = run.Tally.Figures();
        Assert.Equal("It takes other images.", figures.LastError);
        Assert.Equal((new LatencyQuantiles(1, 1, 1), new LatencyQuantiles(2, 2, 2)), (figures.Selected, figures.Shadow));
        Assert.True(failing.IsDisposed);
    }

    [Fact]
    public async Task A_host_that_stops_does_not_wait_for_what_the_shadow_has_not_begun()
    {
        var host = await ServingHost.StartWithModelsAsync();
        using var run = await RunAsync(host);
        using var started = new SemaphoreSlim(0);
        var waiting = new ShadowedByTest(_ => Equal);
        host.Get<ShadowQueue>().Offer(run, TimeSpan.Zero, bytes: 1, () => new ShadowedByTest(cancellation =>
        {
            started.Release();
            cancellation.WaitHandle.WaitOne();
            throw new OperationCanceledException(cancellation);
        }));
        host.Get<ShadowQueue>().Offer(run, TimeSpan.Zero, bytes: 1, () => waiting);
        await started.WaitAsync(Cancellation);

        await host.DisposeAsync();

        Assert.True(waiting.IsDisposed);
        Assert.Equal((0, 0), (run.Tally.Figures().Shadowed, run.Tally.Figures().Errors));
    }

    internal static async Task UntilAsync(Func<bool> condition)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        patience.CancelAfter(TimeSpan.FromMinutes(2));
        while (!condition())
        {
            await Task.Delay(TimeSpan.FromMilliseconds(5), patience.Token);
        }
    }

    /// <summary>A run that no request of the host belongs to.</summary>
    private static async Task<ShadowRun> RunAsync(ServingHost host)
    {
        var version = await UntrainedModel.RegisterClassifierAsync(host.Registry, seed: 9);
        return new ShadowRun(
            new ModelReference("other", 1), ServedModel.Load(version, await host.Registry.PathOfAsync(version, ModelFiles.Onnx, Cancellation)), share: 1, DateTimeOffset.UnixEpoch);
    }
}
