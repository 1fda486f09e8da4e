using Clearsight.Domain;
using Clearsight.Domain.Datasets;
using Clearsight.Domain.Jobs;
using Clearsight.Domain.Models;
using Clearsight.Domain.Recipes;

namespace Clearsight.Api.Jobs;

/// <summary>Decides whose weights a job starts from.</summary>
internal sealed class BaseModelChoice(IModelRegistry registry, ISelectionStore selections)
{
    private const string Pointer = "/baseModel";

    /// <param name="dataset">What the job trains on; null where there is no such data set.</param>
    /// <param name="name">What the request names, if it names one.</param>
    /// <param name="after">The job that the new one comes after.</param>
    /// <returns>A version, or null where there is nothing to take over, or the job before is still to make it.</returns>
    public async Task<ModelReference?> ChooseAsync(
        Recipe recipe,
        Hyperparameters hyperparameters,
        DatasetCard? dataset,
        string? name,
        TrainingJob? after,
        ICollection<Violation> violations,
        CancellationToken cancellationToken)
    {
        if (name is not null && hyperparameters.Encoder == EncoderUse.Scratch)
        {
            violations.Add(new Violation(
                Pointer, "With encoder 'scratch' nothing is taken over of another model; leave baseModel out, or choose 'pretrained' or 'frozen'."));
            return null;
        }

        if (name is not null)
        {
            return await NamedAsync(recipe, dataset, name, violations, cancellationToken);
        }

        if (!recipe.TakesOver(hyperparameters))
        {
            return null;
        }

        if (after is { Network: NetworkIds.DenoisingAutoencoder, Status: not JobStatus.Succeeded })
        {
            return null;
        }

        var found = after is { Network: NetworkIds.DenoisingAutoencoder, Model: { } made }
            ? await registry.FindAsync(made, cancellationToken)
            : await SelectedAsync(cancellationToken) ?? await NewestAsync(cancellationToken);
        if (found is null)
        {
            violations.Add(new Violation(Pointer, "There is no trained denoising autoencoder to take the encoder from; train one with the recipe "
                + "'mnist-denoiser' and name its version here, or name its job in 'after'."));
        }

        return found?.Reference;
    }

    private async Task<ModelReference?> NamedAsync(
        Recipe recipe, DatasetCard? dataset, string name, ICollection<Violation> violations, CancellationToken cancellationToken)
    {
        if (!ModelReference.TryParse(name, out var reference) || await registry.FindAsync(reference, cancellationToken) is not { } version)
        {
            violations.Add(new Violation(Pointer, $"There is no model version '{name}'; write 'name' or 'name:version'."));
            return null;
        }

        if (!NetworkIds.CanStartFrom(recipe.Network, version.Manifest.Network))
        {
            var wanted = recipe.NeedsBaseModel ? $"that, or from the encoder of a {NetworkIds.DenoisingAutoencoder}" : "that";
            violations.Add(new Violation(
                Pointer, $"'{version.Reference}' is a {version.Manifest.Network}; recipe '{recipe.Id}' trains a {recipe.Network} and can only start from {wanted}."));
            return null;
        }

        if (version.Manifest.Task == TaskKind.Classify
            && dataset is not null && dataset.Classes.Count != version.Manifest.Classes.Count)
        {
            violations.Add(new Violation(
                Pointer, $"'{version.Reference}' tells {version.Manifest.Classes.Count} classes apart and '{dataset.Name}' has {dataset.Classes.Count}; a training can only go on with the same number."));
            return null;
        }

        return version.Reference;
    }

    private async Task<ModelVersion?> SelectedAsync(CancellationToken cancellationToken)
    {
        var selected = await selections.FindAsync(TaskKind.Denoise, cancellationToken);
        var version = selected is null ? null : await registry.FindAsync(selected.Model, cancellationToken);
        return version?.Manifest.Network == NetworkIds.DenoisingAutoencoder ? version : null;
    }

    private async Task<ModelVersion?> NewestAsync(CancellationToken cancellationToken)
    {
        ModelVersion? newest = null;
        string? cursor = null;
        do
        {
            var page = await registry.ListAsync(new PageRequest(PageRequest.MaximumLimit, cursor), cancellationToken);
            foreach (var version in page.Items.Where(version => version.Manifest.Network == NetworkIds.DenoisingAutoencoder))
            {
                newest = newest is null || version.Manifest.CreatedAt > newest.Manifest.CreatedAt ? version : newest;
            }

            cursor = page.NextCursor;
        }
        while (cursor is not null);

        return newest;
    }
}
