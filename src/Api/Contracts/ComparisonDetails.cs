using Clearsight.Domain;
using Clearsight.Domain.Evaluation;
using Clearsight.Domain.Metrics;

namespace Clearsight.Api.Contracts;

/// <summary>Model versions of one task side by side on one test split, each but the first against the first.</summary>
/// <param name="Models">In the order asked for.</param>
/// <param name="Classifiers">Against the first; empty for denoisers.</param>
/// <param name="Denoisers">Against the first; empty for classifiers.</param>
/// <param name="Conclusion">In plain sentences.</param>
public sealed record ComparisonDetails(
    TaskKind Task,
    ModelDataset Dataset,
    IReadOnlyList<ComparedModel> Models,
    IReadOnlyList<ComparedClassifiers> Classifiers,
    IReadOnlyList<ComparedDenoisers> Denoisers,
    string Conclusion)
{
    internal static ComparisonDetails Of(ModelComparison comparison)
    {
        var manifest = comparison.Models[0].Version.Manifest;
        return new ComparisonDetails(
            manifest.Task,
            new ModelDataset(manifest.Dataset, manifest.DatasetDigest),
            [.. comparison.Models.Select(ComparedModel.Of)],
            [.. comparison.Classifiers.Select(difference => new ComparedClassifiers(
                ModelName.Of(difference.First), ModelName.Of(difference.Second), difference.Accuracy, difference.Classes, difference.Test))],
            [.. comparison.Denoisers.Select(difference => new ComparedDenoisers(
                ModelName.Of(difference.First), ModelName.Of(difference.Second), difference.Densities))],
            comparison.Conclusion);
    }
}

/// <param name="Metrics">On train, validation and test, by key such as <c>train/accuracy</c>.</param>
/// <param name="Report">Of a classifier; null for a denoiser.</param>
/// <param name="Densities">Of a denoiser; null for a classifier.</param>
public sealed record ComparedModel(
    ModelName Model,
    int ParameterCount,
    IReadOnlyDictionary<string, double> Metrics,
    ClassificationReport? Report,
    IReadOnlyList<DensityEvaluation>? Densities)
{
    internal static ComparedModel Of(EvaluatedModel model) => new(
        ModelName.Of(model.Version.Reference),
        model.Version.Manifest.ParameterCount,
        // JSON has no infinity, which is the PSNR of a perfect image.
        model.Version.Manifest.Metrics.Where(metric => double.IsFinite(metric.Value)).ToDictionary(),
        model.Evaluation.Classifier?.Report,
        model.Evaluation.Denoiser?.Densities);
}

/// <param name="First">The one that it is compared with.</param>
/// <param name="Second">The one that is compared.</param>
/// <param name="Accuracy">Second minus first.</param>
/// <param name="Classes">Second minus first, by class index.</param>
/// <param name="Test">McNemar's exact test, on the images that only one of the two gets right.</param>
public sealed record ComparedClassifiers(
    ModelName First, ModelName Second, double Accuracy, IReadOnlyList<ClassDifference> Classes, McNemar Test);

/// <param name="First">The one that it is compared with.</param>
/// <param name="Second">The one that is compared.</param>
/// <param name="Densities">Second minus first, by rising noise density.</param>
public sealed record ComparedDenoisers(ModelName First, ModelName Second, IReadOnlyList<DensityDifference> Densities);
