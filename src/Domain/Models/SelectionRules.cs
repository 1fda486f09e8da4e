using Clearsight.Domain.Metrics;

namespace Clearsight.Domain.Models;

public static class SelectionRules
{
    /// <summary>
    /// Whether a new version should take over. Two versions are compared on the same test images only; figures from different
    /// ones say nothing about each other.
    /// </summary>
    public static bool TakesOver(this SelectionRule rule, ModelManifest candidate, ModelManifest? selected) => rule switch
    {
        SelectionRule.Never => false,
        SelectionRule.Always => true,
        _ => selected is null || IsBetter(candidate, selected),
    };

    /// <exception cref="ConflictException">A version for one task cannot serve another, nor run in its shadow.</exception>
    public static void CheckServes(ModelReference version, TaskKind itsTask, TaskKind task)
    {
        if (itsTask != task)
        {
            throw new ConflictException($"The model version '{version}' is for the task {itsTask.ToName()} and cannot serve {task.ToName()}.");
        }
    }

    private static bool IsBetter(ModelManifest candidate, ModelManifest selected)
    {
        if (!candidate.SharesTestImagesWith(selected))
        {
            return false;
        }

        return candidate.Task == TaskKind.Classify
            ? Value(candidate, MetricKeys.TestAccuracy, double.NegativeInfinity) > Value(selected, MetricKeys.TestAccuracy, double.NegativeInfinity)
            : Value(candidate, MetricKeys.TestMse, double.PositiveInfinity) < Value(selected, MetricKeys.TestMse, double.PositiveInfinity)
                && candidate.Hyperparameters.NoiseDensity == selected.Hyperparameters.NoiseDensity
                && candidate.Hyperparameters.NoiseDensityMax == selected.Hyperparameters.NoiseDensityMax;
    }

    private static double Value(ModelManifest manifest, string key, double missing) => manifest.Metrics.GetValueOrDefault(key, missing);
}
