using Clearsight.Api.Models;
using Clearsight.Domain;
using Clearsight.Domain.Datasets;
using Clearsight.Domain.Models;
using Clearsight.Serving.Inference;

namespace Clearsight.Api.Dashboard.TryIt;

/// <summary>Pictures to begin with: test images that the evaluations of the serving models carry with them, so that no data set has to be here.</summary>
internal sealed class SampleGallery(IModelRegistry registry, ISelectionStore selections, IDatasetCatalog datasets)
{
    private const int OfEachKind = 6;

    /// <summary>Digits that a denoiser was tried on, and garments that a classifier was wrong about.</summary>
    public async Task<IReadOnlyList<Sample>> ReadAsync(CancellationToken cancellationToken)
    {
        var samples = new List<Sample>();
        var denoiser = await SelectedAsync(TaskKind.Denoise, cancellationToken);
        if (await EvaluationAsync(denoiser, cancellationToken) is { Denoiser.Samples: { } restored })
        {
            samples.AddRange(restored.Images.DistinctBy(image => image.Image).Take(OfEachKind)
                .Select((image, place) => new Sample($"Digit {place + 1}", TrialPictures.FromGrey(image.Clean, restored.Width), TestDigest(denoiser!))));
        }

        var classifier = await SelectedAsync(TaskKind.Classify, cancellationToken);
        if (await EvaluationAsync(classifier, cancellationToken) is { Classifier: { Samples: { } mistakes, Classes: { } classes } })
        {
            samples.AddRange(mistakes.Mistakes.Take(OfEachKind)
                .Select(mistake => new Sample(classes[mistake.Actual], TrialPictures.FromGrey(mistake.Pixels, mistakes.Width), TestDigest(classifier!))));
        }

        return samples;
    }

    /// <summary>Which test images a version was judged by; null where its data set is not known here.</summary>
    public string? TestDigest(ModelVersion version) => datasets.Find(version.Manifest.Dataset)?.TestDigest;

    private async Task<ModelVersion?> SelectedAsync(TaskKind task, CancellationToken cancellationToken) =>
        await selections.FindAsync(task, cancellationToken) is { } selection ? await registry.FindAsync(selection.Model, cancellationToken) : null;

    /// <summary>Null where nothing serves the task, or what does was never measured.</summary>
    private async Task<Domain.Evaluation.ModelEvaluation?> EvaluationAsync(ModelVersion? version, CancellationToken cancellationToken)
    {
        try
        {
            return version is null ? null : await registry.EvaluationAsync(version, cancellationToken);
        }
        catch (DomainException)
        {
            return null;
        }
    }
}
