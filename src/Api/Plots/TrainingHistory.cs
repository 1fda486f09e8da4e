using Clearsight.Domain.Jobs;
using Clearsight.Domain.Metrics;
using Clearsight.Domain.Models;
using Clearsight.Domain.Recipes;

namespace Clearsight.Api.Plots;

/// <summary>What the curves of a training are drawn of, while it runs and when only its model is left.</summary>
/// <param name="Name">Whose curves they are.</param>
/// <param name="Loss">What was minimised.</param>
/// <param name="Best">The epoch whose weights are the model, or would be; null before the first is over.</param>
internal sealed record TrainingHistory(string Name, Loss Loss, LearningCurves Curves, int? Best)
{
    public static TrainingHistory Of(TrainingJob job, IEnumerable<Metric> metrics) =>
        new($"job {job.Id}", job.Hyperparameters.Loss, LearningCurves.Of(metrics), job.Best?.Epoch);

    public static TrainingHistory Of(ModelVersion version, LearningCurves curves) =>
        new(version.Reference.ToString(), version.Manifest.Hyperparameters.Loss, curves, version.Manifest.Epoch);
}
