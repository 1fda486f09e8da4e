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
        if (model is null)
        {
            return selected.Enter(task);
        }

        if (!ModelReference.TryParse(model, out var reference))
        {
            throw new InvalidRequestException("model", $"A model is named 'name' or 'name:version'; a name has {Naming.Rule}.");
        }

        var version = await registry.FindAsync(reference, cancellationToken)
            ?? throw new NotFoundException($"There is no model '{reference}'; GET /models lists what there is.");
        if (version.Manifest.Task != task)
        {
            throw new InvalidRequestException(
                "model", $"Model '{version.Reference}' is made to {version.Manifest.Task.ToName()}, not to {task.ToName()}.");
        }

        // A switch may come between finding it and entering it.
        if (selected.TryEnter(task) is { } current)
        {
            if (current.Model.Reference == version.Reference)
            {
                return current;
            }

            current.Dispose();
        }

        return await cache.EnterAsync(version, cancellationToken);
    }
}
