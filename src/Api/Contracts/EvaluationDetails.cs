using Clearsight.Domain;
using Clearsight.Domain.Evaluation;
using Clearsight.Domain.Models;

namespace Clearsight.Api.Contracts;

/// <summary>How good a model version is on the frozen test split of its data set; by its task, one of the two is null.</summary>
public sealed record EvaluationDetails(ModelName Model, TaskKind Task, ModelDataset Dataset, ClassifierEvaluation? Classifier, DenoiserEvaluation? Denoiser)
{
    internal static EvaluationDetails Of(ModelVersion version, ModelEvaluation evaluation) => new(
        ModelName.Of(version.Reference),
        version.Manifest.Task,
        new ModelDataset(version.Manifest.Dataset, version.Manifest.DatasetDigest),
        evaluation.Classifier,
        evaluation.Denoiser);
}
