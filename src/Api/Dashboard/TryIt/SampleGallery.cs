using Clearsight.Api.Models;
using Clearsight.Domain;
using Clearsight.Domain.Models;
using Clearsight.Serving.Images;

namespace Clearsight.Api.Dashboard.TryIt;

/// <summary>Pictures to begin with: test images that the evaluations of the serving models carry with them, so that no data set has to be here.</summary>
internal sealed class SampleGallery(IModelRegistry registry, ISelectionStore selections)
{
    private const int OfEachKind = 6;

    /// <summary>Digits that a denoiser was tried on, and garments that a classifier was wrong about.</summary>
    public async Task<IReadOnlyList<Sample>> ReadAsync(CancellationToken cancellationToken)
    {
        var samples = new List<Sample>();
        if (await EvaluationAsync(TaskKind.Denoise, cancellationToken) is { Denoiser.Samples: { } restored })
        {
            samples.AddRange(restored.Images.DistinctBy(image => image.Image).Take(OfEachKind)
                .Select((image, place) => new Sample($"Digit {place + 1}", TrialPictures.FromGrey(image.Clean, restored.Width))));
        }

        if (await EvaluationAsync(TaskKind.Classify, cancellationToken) is { Classifier: { Samples: { } mistakes, Classes: { } classes } })
        {
            samples.AddRange(mistakes.Mistakes.Take(OfEachKind)
                .Select(mistake => new Sample(classes[mistake.Actual], TrialPictures.FromGrey(mistake.Pixels, mistakes.Width))));
        }

        return samples;
    }

    /// <summary>Null where nothing serves the task, or what does was never measured.</summary>
    private async Task<Domain.Evaluation.ModelEvaluation?> EvaluationAsync(TaskKind task, CancellationToken cancellationToken)
    {
        try
        {
            return await selections.FindAsync(task, cancellationToken) is { } selection && await registry.FindAsync(selection.Model, cancellationToken) is { } version
                ? await registry.EvaluationAsync(version, cancellationToken)
                : null;
        }
        catch (DomainException)
        {
            return null;
        }
    }
}
