using Clearsight.Domain;
using Clearsight.Domain.Models;

namespace Clearsight.Serving.Models;

/// <summary>Finds the model that answers a request: the one it names, or the selected one.</summary>
public sealed class ServedModels(SelectedModels selected, ModelCache cache, IModelRegistry registry)
{
    /// <param name="model"><c>name</c> (its newest version) or <c>name:version</c>; null for the selected model.</param>
    /// <exception cref="InvalidRequestException">That is no reference, or the model is of another task.</exception>
    /// <exception cref="NotFoundException">There is no such model.</exception>
    /// <exception cref="UnavailableException">None is named, and none is selected.</exception>
    public async Task<ModelUse> EnterAsync(TaskKind task, string? model, CancellationToken cancellationToken)
    {
        if (Reference(model) is not { } reference)
        {
            return selected.Enter(task);
        }

        var version = await FindAsync(reference, cancellationToken);
        if (version.Manifest.Task != task)
        {
            throw new InvalidRequestException(
                "model", $"Model '{version.Reference}' is made to {version.Manifest.Task.ToName()}, not to {task.ToName()}.");
        }

        return await EnterAsync(version, cancellationToken);
    }

    /// <param name="model"><c>name</c> or <c>name:version</c>; null for the selected model.</param>
    /// <returns>Null where none is named.</returns>
    /// <exception cref="InvalidRequestException">It is neither.</exception>
    public static ModelReference? Reference(string? model) => model is null ? null
        : ModelReference.TryParse(model, out var reference) ? reference
        : throw new InvalidRequestException("model", $"A model is named 'name' or 'name:version'; a name has {Naming.Rule}.");

    /// <summary>The version of a name, whatever its task, or the newest one where the reference has none.</summary>
    /// <exception cref="NotFoundException">There is no such model.</exception>
    public async Task<ModelUse> EnterAsync(ModelReference reference, CancellationToken cancellationToken) =>
        // What is selected is there: no need to ask the registry.
        EnterSelected(reference) ?? await EnterAsync(await FindAsync(reference, cancellationToken), cancellationToken);

    /// <summary>Whether a request for this version is answered without loading it first.</summary>
    public bool IsLoaded(ModelReference reference) =>
        TaskKinds.All.Any(task => selected.Find(task)?.Reference == reference) || cache.Has(reference);

    private async Task<ModelUse> EnterAsync(ModelVersion version, CancellationToken cancellationToken) =>
        EnterSelected(version.Reference) ?? await cache.EnterAsync(version, cancellationToken);

    private async Task<ModelVersion> FindAsync(ModelReference reference, CancellationToken cancellationToken) =>
        await registry.FindAsync(reference, cancellationToken)
        ?? throw new NotFoundException($"There is no model '{reference}'; GET /models lists what there is.");

    /// <summary>Null where this very version is not selected for any task.</summary>
    private ModelUse? EnterSelected(ModelReference reference)
    {
        foreach (var task in TaskKinds.All)
        {
            if (selected.Find(task)?.Reference == reference && selected.TryEnter(task) is { } current)
            {
                // A switch may come between finding it and entering it.
                if (current.Model.Reference == reference)
                {
                    return current;
                }

                current.Dispose();
            }
        }

        return null;
    }
}
