using Clearsight.Api.Contracts;
using Clearsight.Domain;
using Clearsight.Domain.Models;
using Clearsight.Serving.Models;

namespace Clearsight.Api.InferenceProtocol;

/// <summary>
/// The models by the names that the protocol gives them: those of the registry, each with its versions, and the two tasks,
/// which stand for the versions that are selected.
/// </summary>
internal sealed class ProtocolModels(ServedModels models, SelectedModels selected, IModelRegistry registry, ILogger<ProtocolModels> logger)
{
    // The specification's own list of platforms has this one for ONNX.
    private const string Platform = "onnx_onnxv1";

    /// <param name="name">A model or a task.</param>
    /// <param name="version">Null or empty for the newest one.</param>
    /// <exception cref="NotFoundException">There is no such model, or no such version.</exception>
    /// <exception cref="UnavailableException">No model is selected for the task.</exception>
    public async Task<ModelUse> EnterAsync(string name, string? version, CancellationToken cancellationToken) =>
        TaskOf(name, version) is { } task ? selected.Enter(task) : await models.EnterAsync(Reference(name, version), cancellationToken);

    /// <inheritdoc cref="EnterAsync"/>
    public async Task<ModelMetadata> DescribeAsync(string name, string? version, CancellationToken cancellationToken)
    {
        var described = await FindAsync(name, version, cancellationToken);
        var (manifest, signature) = (described.Manifest, ModelSignature.Of(described));
        var versions = await registry.VersionsAsync(manifest.Name, cancellationToken);
        return new ModelMetadata(
            manifest.Name,
            [.. versions.Select(Number)],
            Platform,
            [signature.Input],
            signature.Outputs,
            new ModelMetadataParameters(Number(described), manifest.Task.ToName(), described.Digest));
    }

    /// <summary>Whether a request is answered; loads the model if it is not loaded yet, since nothing else could tell.</summary>
    /// <exception cref="NotFoundException">There is no such model, or no such version.</exception>
    public async Task<bool> IsReadyAsync(string name, string? version, CancellationToken cancellationToken)
    {
        try
        {
            using var use = await EnterAsync(name, version, cancellationToken);
            return true;
        }
        catch (UnavailableException)
        {
            return false;
        }
        catch (Exception exception) when (exception is not DomainException and not OperationCanceledException)
        {
            logger.LogError(exception, "Model {Model} cannot be loaded", name);
            return false;
        }
    }

    /// <summary>Every version of every model, by name, newest version first.</summary>
    public async Task<IReadOnlyList<IndexedModel>> IndexAsync(bool onlyReady, CancellationToken cancellationToken)
    {
        var index = new List<IndexedModel>();
        for (var page = new PageRequest(); page is not null;)
        {
            var names = await registry.ListAsync(page, cancellationToken);
            foreach (var newest in names.Items)
            {
                index.AddRange((await registry.VersionsAsync(newest.Manifest.Name, cancellationToken)).Select(Entry));
            }

            page = names.NextCursor is null ? null : page with { Cursor = names.NextCursor };
        }

        return onlyReady ? index.FindAll(entry => entry.State == "READY") : index;
    }

    private static TaskKind? TaskOf(string name, string? version)
    {
        if (!TaskKinds.TryParse(name, out var task))
        {
            return null;
        }

        return string.IsNullOrEmpty(version)
            ? task
            : throw new NotFoundException($"'{name}' stands for the version that is selected; ask for another one by its model's name.");
    }

    private static ModelReference Reference(string name, string? version) =>
        ModelReference.TryParse(string.IsNullOrEmpty(version) ? name : $"{name}:{version}", out var reference)
            ? reference
            : throw new NotFoundException($"There is no model '{name}'{(string.IsNullOrEmpty(version) ? "" : $" with a version '{version}'")}.");

    private static string Number(ModelVersion version) => version.Version.ToString();

    private async Task<ModelVersion> FindAsync(string name, string? version, CancellationToken cancellationToken)
    {
        if (TaskOf(name, version) is { } task)
        {
            using var use = selected.Enter(task);
            return use.Model.Version;
        }

        var reference = Reference(name, version);
        return await registry.FindAsync(reference, cancellationToken)
            ?? throw new NotFoundException($"There is no model '{reference}'; POST /v2/repository/index lists what there is.");
    }

    private IndexedModel Entry(ModelVersion version) => models.IsLoaded(version.Reference)
        ? new IndexedModel(version.Manifest.Name, Number(version), "READY", "")
        : new IndexedModel(version.Manifest.Name, Number(version), "UNAVAILABLE", "It is loaded by the first request that names it.");
}
