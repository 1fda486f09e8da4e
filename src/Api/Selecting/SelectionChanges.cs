using Clearsight.Api.Contracts;
using Clearsight.Domain;
using Clearsight.Domain.Models;
using Clearsight.Serving.Models;
using Clearsight.Storage.Database;

namespace Clearsight.Api.Selecting;

/// <summary>
/// Changes what serves a task and what runs in its shadow, once everything that can be found out beforehand was: the
/// versions are there, the gate is passed, the models load. Until then the selected version serves as if nothing had come.
/// </summary>
internal sealed class SelectionChanges(
    ISelectionStore selections,
    IModelRegistry registry,
    GateJudge judge,
    ServedModels models,
    SelectedModels serving,
    SelectionFollower follower,
    ILogger<SelectionChanges> logger)
{
    /// <returns>The selection from now on; this host serves it already.</returns>
    /// <exception cref="DomainException">It cannot be, and nothing has changed.</exception>
    public async Task<Selection> ApplyAsync(TaskKind task, SelectRequest request, CancellationToken cancellationToken)
    {
        var wanted = WantedSelection.Of(task, request);
        var model = await FindAsync(task, wanted.Model, cancellationToken);
        var shadow = await FindAsync(task, wanted.Shadow, cancellationToken);
        (GateResult Passed, long? ComparedWith)? gate = wanted.Gate is null ? null : await judge.JudgeAsync(wanted.Gate, model!, cancellationToken);
        await CheckLoadsAsync(task, model?.Reference, cancellationToken);
        await CheckLoadsAsync(task, shadow?.Reference, cancellationToken);
        var change = new SelectionChange
        {
            Model = model?.Reference,
            Gate = gate?.Passed,
            ComparedWith = gate?.ComparedWith,
            Shadow = shadow?.Reference,
            Share = wanted.Share,
            RemovesShadow = wanted.EndsShadow,
        };
        var selection = await selections.ChangeAsync(task, change, "api", cancellationToken);

        // Who hears that a model is selected may ask it something the next moment.
        await follower.CatchUpAsync(cancellationToken);
        return selection;
    }

    /// <param name="agreed">As in <see cref="ISelectionStore.RollbackAsync"/>.</param>
    /// <inheritdoc cref="ApplyAsync"/>
    public async Task<Selection> RollBackAsync(TaskKind task, AgreedRollback? agreed, CancellationToken cancellationToken)
    {
        await CheckLoadsAsync(task, agreed?.To ?? await selections.FindRollbackAsync(task, cancellationToken), cancellationToken);
        var selection = await selections.RollbackAsync(task, agreed, cancellationToken);
        await follower.CatchUpAsync(cancellationToken);
        return selection;
    }

    /// <summary>Null where none is named.</summary>
    private async Task<ModelVersion?> FindAsync(TaskKind task, ModelReference? reference, CancellationToken cancellationToken)
    {
        if (reference is null)
        {
            return null;
        }

        var version = await registry.FindAsync(reference, cancellationToken) ?? throw new NotFoundException($"There is no model version '{reference}'.");
        SelectionRules.CheckServes(version.Reference, version.Manifest.Task, task);
        return version;
    }

    /// <summary>Loads it as a request that names it would; what is loaded stays so, and the switch needs no time.</summary>
    private async Task CheckLoadsAsync(TaskKind task, ModelReference? reference, CancellationToken cancellationToken)
    {
        if (reference is null)
        {
            return;
        }

        try
        {
            using var use = await models.EnterAsync(reference, cancellationToken);
        }
        catch (Exception exception) when (exception is not NotFoundException and not OperationCanceledException and not StoreAwayException && !DatabaseOutage.IsCauseOf(exception))
        {
            logger.LogError(exception, "{Model} cannot be loaded and is not selected", reference);
            var stays = serving.Find(task) is { } version ? $"{version.Reference} goes on serving {task.ToName()}" : $"nothing serves {task.ToName()}";
            throw new ConflictException(
                $"{reference} cannot be loaded, so nothing is changed and {stays}: its {ModelFiles.Onnx} is missing, damaged, or not one that this host can run. The log says more.");
        }
    }
}
