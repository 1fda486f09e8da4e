using System.Collections.Concurrent;
using System.Threading.Channels;
using Clearsight.Domain;
using Clearsight.Domain.Models;
using Clearsight.Serving.Shadows;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Clearsight.Serving.Models;

/// <summary>
/// Loads what is selected, and what runs in its shadow, at start and whenever either changes. A model is loaded and warm
/// before it takes over; one that cannot be loaded leaves the one before in its place.
/// </summary>
public sealed class SelectionFollower(
    ISelectionStore selections,
    IModelRegistry registry,
    ModelLoader loader,
    SelectedModels selected,
    ShadowTraffic shadows,
    ModelCache cache,
    TimeProvider time,
    ILogger<SelectionFollower> logger) : BackgroundService
{
    /// <summary>Tasks that are tried again in a while; once each, however much of them failed.</summary>
    private readonly ConcurrentDictionary<TaskKind, bool> _waiting = new();

    private readonly Channel<Pending> _pending = Channel.CreateUnbounded<Pending>(new UnboundedChannelOptions { SingleReader = true });

    /// <summary>Returns when this host serves what is selected now, or has found that it cannot.</summary>
    public async Task CatchUpAsync(CancellationToken cancellationToken)
    {
        var barrier = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        if (_pending.Writer.TryWrite(new Pending(null, barrier)))
        {
            await barrier.Task.WaitAsync(cancellationToken);
        }
    }

    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        selections.Selected += Enqueue;
        selections.ShadowChanged += Enqueue;
        foreach (var task in TaskKinds.All)
        {
            await FollowAsync(task, cancellationToken);
        }

        await base.StartAsync(cancellationToken);
    }

    public override Task StopAsync(CancellationToken cancellationToken)
    {
        selections.Selected -= Enqueue;
        selections.ShadowChanged -= Enqueue;
        _pending.Writer.TryComplete();
        return base.StopAsync(cancellationToken);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        // To the end of the queue, also when the host stops: somebody may wait for what is in it.
        await foreach (var (task, applied) in _pending.Reader.ReadAllAsync(CancellationToken.None))
        {
            if (task is { } changed)
            {
                await FollowAsync(changed, stoppingToken);
            }

            applied?.SetResult();
        }
    }

    private void Enqueue(Selection selection) => Enqueue(selection.Task);

    private void Enqueue(TaskKind task) => _pending.Writer.TryWrite(new Pending(task, null));

    private async Task FollowAsync(TaskKind task, CancellationToken cancellationToken)
    {
        await TryAsync(task, () => FollowSelectionAsync(task, cancellationToken), $"What is selected for {task.ToName()}", cancellationToken);
        await TryAsync(task, () => FollowShadowAsync(task, cancellationToken), $"The shadow of {task.ToName()}", cancellationToken);
    }

    /// <summary>Whatever is wrong with one model must not take down the host, which may go on with the one before.</summary>
    private async Task TryAsync(TaskKind task, Func<Task> follow, string what, CancellationToken cancellationToken)
    {
        try
        {
            await follow();
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            logger.LogInformation("{What} is not loaded any more: the host stops", what);
        }
        catch (StoreAwayException exception)
        {
            logger.LogWarning("{What} cannot be loaded now, and is tried again: {Problem}", what, exception.Message);
            if (_waiting.TryAdd(task, true))
            {
                _ = EnqueueAsync(task, exception.RetryAfter, cancellationToken);
            }
        }
        catch (Exception exception)
        {
            logger.LogError(exception, "{What} cannot be loaded", what);
        }
    }

    /// <summary>Nobody says when the store is back.</summary>
    private async Task EnqueueAsync(TaskKind task, TimeSpan after, CancellationToken cancellationToken)
    {
        await Task.Delay(after, time, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _waiting.TryRemove(task, out _);
        Enqueue(task);
    }

    private async Task FollowSelectionAsync(TaskKind task, CancellationToken cancellationToken)
    {
        if (await selections.FindAsync(task, cancellationToken) is { } selection && selected.Find(task)?.Reference != selection.Model)
        {
            selected.Switch(task, await LoadAsync(selection.Model, cancellationToken));
            logger.LogInformation("{Model} serves {Task}", selection.Model, task.ToName());
        }
    }

    private async Task FollowShadowAsync(TaskKind task, CancellationToken cancellationToken)
    {
        var shadow = await selections.FindShadowAsync(task, cancellationToken);
        var serving = selected.Find(task)?.Reference;
        if (shadow is null || serving is null || serving == shadow.Model)
        {
            shadows.End(task);
            return;
        }

        if (!shadows.TryContinue(serving, shadow))
        {
            // Before the next one loads: if it cannot be, none runs, rather than one that is not the shadow any more.
            shadows.End(task);
            shadows.Start(serving, shadow, await LoadAsync(shadow.Model, cancellationToken));
            logger.LogInformation("{Shadow} is shown {Share:0.##%} of what {Model} answers", shadow.Model, shadow.Share, serving);
        }
    }

    private async Task<ModelUse> LoadAsync(ModelReference model, CancellationToken cancellationToken)
    {
        var version = await registry.FindAsync(model, cancellationToken) ?? throw new NotFoundException($"There is no model '{model}'.");

        // Whoever asked for the change may have loaded it already, to see that it can be.
        return cache.TryEnter(version) ?? await loader.LoadAsync(version, cancellationToken);
    }

    private sealed record Pending(TaskKind? Task, TaskCompletionSource? Applied);
}
