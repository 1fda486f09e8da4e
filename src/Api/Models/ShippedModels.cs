using Clearsight.Domain;
using Clearsight.Domain.Models;
using Clearsight.Storage;
using Microsoft.Extensions.Options;

namespace Clearsight.Api.Models;

/// <summary>
/// Registers the models that come with the program where the registry does not have them yet, and lets them serve
/// their tasks where nothing ever did: a fresh host answers in its first second. One that was deleted stays away.
/// </summary>
internal sealed class ShippedModels(
    IModelRegistry registry,
    ISelectionStore selections,
    HostLock hosts,
    IOptions<ShippedModelOptions> options,
    IHostEnvironment environment,
    ILogger<ShippedModels> logger) : IHostedService
{
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        var directory = Path.Combine(environment.ContentRootPath, options.Value.Directory);
        // Hosts that share the registry register each of them once.
        await using var alone = await hosts.EnterAsync("shipped models", cancellationToken);
        var registered = new Dictionary<ModelReference, ModelVersion>();
        foreach (var model in await ShippedModel.ReadAllAsync(directory, cancellationToken))
        {
            if (await FindAsync(model, cancellationToken) is { } present)
            {
                registered[model.Reference] = present;
            }
            else if (!await registry.WasDeletedAsync(model.Reference.Name, model.Digest, cancellationToken))
            {
                registered[model.Reference] = await RegisterAsync(model, registered, cancellationToken);
            }
        }

        foreach (var task in TaskKinds.All)
        {
            await SelectFirstAsync(task, registered.Values, cancellationToken);
        }
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>The version with the same name and weights, if there is one.</summary>
    private async Task<ModelVersion?> FindAsync(ShippedModel model, CancellationToken cancellationToken) =>
        (await registry.VersionsAsync(model.Reference.Name, cancellationToken)).FirstOrDefault(version => version.Digest == model.Digest);

    private async Task<ModelVersion> RegisterAsync(
        ShippedModel model, Dictionary<ModelReference, ModelVersion> registered, CancellationToken cancellationToken)
    {
        await model.CheckAsync(cancellationToken);
        // The numbers in the manifest are those of the host that trained it; here the parent may have another one.
        var parent = model.Manifest.Model.Parent is { } reference ? registered.GetValueOrDefault(reference)?.Reference : null;
        var version = await registry.RegisterAsync(model.Manifest.Model with { Parent = parent }, model.Folder, cancellationToken);
        logger.LogInformation("Registered the shipped model {Model}", version.Reference);
        return version;
    }

    private async Task SelectFirstAsync(TaskKind task, IEnumerable<ModelVersion> shipped, CancellationToken cancellationToken)
    {
        var history = await selections.HistoryAsync(task, new PageRequest(Limit: 1), cancellationToken);
        if (history.Items.Count > 0)
        {
            return;
        }

        var name = options.Value.Selected.Of(task);
        var first = shipped.FirstOrDefault(version => version.Manifest.Task == task && version.Manifest.Name == name);
        if (first is not null)
        {
            await selections.SelectAsync(task, first.Reference, "shipped", cancellationToken);
        }
    }
}
