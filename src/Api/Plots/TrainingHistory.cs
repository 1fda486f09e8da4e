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
    /// <summary>What was seen of the epoch under way, the oldest first; empty for one whose newest point is that of a whole epoch.</summary>
    public IReadOnlyList<PartOfEpoch> UnderWay { get; init; } = [];

    public static TrainingHistory Of(TrainingJob job, IEnumerable<Metric> metrics) =>
        new($"job {job.Id}", job.Hyperparameters.Loss, LearningCurves.Of(metrics), job.Best?.Epoch)
        {
            UnderWay = PartOfEpoch.Of(job) is { } part ? [part] : [],
        };

    public static TrainingHistory Of(ModelVersion version, LearningCurves curves) =>
        new(version.Reference.ToString(), version.Manifest.Hyperparameters.Loss, curves, version.Manifest.Epoch);
}

/// <summary>How an epoch goes before it is over.</summary>
/// <param name="At">Epochs that are over, and the share of this one: 2.25 is a quarter of the third.</param>
/// <param name="TrainLoss">The mean over what there was of the epoch.</param>
/// <param name="TrainAccuracy">Likewise, 0..1; null where that means nothing.</param>
internal sealed record PartOfEpoch(double At, double TrainLoss, double? TrainAccuracy)
{
    /// <summary>Where the job is; null before its first mini-batch, and when it has ended.</summary>
    public static PartOfEpoch? Of(TrainingJob job) => job is { IsReport: false, Progress: { TrainLoss: { } loss, Steps: > 0 } progress } && !job.Status.IsFinished()
        ? new(progress.Fraction * progress.Epochs, loss, progress.TrainAccuracy)
        : null;
}
