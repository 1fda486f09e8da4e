using System.Threading.Channels;
using Clearsight.Domain;
using Clearsight.Domain.Models;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Clearsight.Serving.Models;

/// <summary>
/// Loads what is selected at start, and what is selected from then on, in order. A model is loaded and warm before it
/// takes over; one that cannot be loaded leaves the one before in its place.
/// </summary>
public sealed class SelectionFollower(
    ISelectionStore selections, IModelRegistry registry, ModelLoader loader, SelectedModels selected, ILogger<SelectionFollower> logger) : BackgroundService
{
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
        foreach (var task in TaskKinds.All)
        {
            if (await selections.FindAsync(task, cancellationToken) is { } selection)
            {
                await LoadAsync(selection, cancellationToken);
            }
        }

        await base.StartAsync(cancellationToken);
    }

    public override Task StopAsync(CancellationToken cancellationToken)
    {
        selections.Selected -= Enqueue;
        _pending.Writer.TryComplete();
        return base.StopAsync(cancellationToken);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        // To the end of the queue, also when the host stops: somebody may wait for what is in it.
        await foreach (var (selection, applied) in _pending.Reader.ReadAllAsync(CancellationToken.None))
        {
            if (selection is not null)
            {
                await LoadAsync(selection, stoppingToken);
            }

            applied?.SetResult();
        }
    }

    private void Enqueue(Selection selection) => _pending.Writer.TryWrite(new Pending(selection, null));

    private async Task LoadAsync(Selection selection, CancellationToken cancellationToken)
    {
        try
        {
            var version = await registry.FindAsync(selection.Model, cancellationToken)
                ?? throw new NotFoundException($"There is no model '{selection.Model}'.");
            if (selected.Find(selection.Task)?.Reference != version.Reference)
            {
                selected.Switch(selection.Task, loader.Load(version));
                logger.LogInformation("{Model} serves {Task}", version.Reference, selection.Task.ToName());
            }
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            logger.LogInformation("{Model} is not loaded any more: the host stops", selection.Model);
        }
        catch (Exception exception)
        {
            // Whatever is wrong with one model must not take down the host, which may go on with the one before.
            logger.LogError(exception, "{Model} was selected for {Task} but cannot be loaded", selection.Model, selection.Task.ToName());
        }
    }

    private sealed record Pending(Selection? Selection, TaskCompletionSource? Applied);
}
