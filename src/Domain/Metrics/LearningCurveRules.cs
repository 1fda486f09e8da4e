using Clearsight.Domain.Models;

namespace Clearsight.Domain.Metrics;

/// <summary>What learning curves that were written elsewhere must keep to, so that whoever draws them need not look.</summary>
public static class LearningCurveRules
{
    private const int MostCurves = 64;
    private const int MostPoints = 10_000;

    /// <summary>Everything that is wrong, with pointers to the list's entries: <c>/3/epochs</c>.</summary>
    public static IReadOnlyList<Violation> Violations(LearningCurves curves)
    {
        var rules = new RuleBook("");
        var all = curves.Curves;
        rules.Require(all.Count <= MostCurves, "", $"There can be at most {MostCurves} curves.");
        rules.Require(all.DistinctBy(curve => curve.Key).Count() == all.Count, "", "No metric can have two curves.");
        foreach (var (place, (key, epochs, values)) in all.Take(MostCurves).Index())
        {
            rules.Require(epochs.Count is >= 1 and <= MostPoints, $"/{place}/epochs", $"A curve has 1 to {MostPoints} points.");
            rules.Require(epochs.All(epoch => epoch >= 1) && epochs.Zip(epochs.Skip(1)).All(pair => pair.First <= pair.Second), $"/{place}/epochs", "Epochs count from 1 and rise.");
            rules.Require(values.Count == epochs.Count, $"/{place}/values", "A curve has as many values as epochs.");
            rules.Require(values.All(value => ManifestRules.IsMetric(key, value)), $"/{place}/values", ManifestRules.MetricRule);
        }

        return rules.Broken;
    }
}
