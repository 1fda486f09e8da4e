using Clearsight.Domain.Evaluation;

namespace Clearsight.Domain.Models;

/// <summary>What a version has to come up to on the frozen test split before it is selected.</summary>
/// <param name="AtLeast">As good as this, or better: not below it where higher is better, not above it where lower is. Null to be held against the selected version.</param>
/// <param name="Tolerance">How much worse than the selected version is still well, in the metric's own unit.</param>
public sealed record SelectionGate(GateMetric Metric, double? AtLeast, double Tolerance = 0)
{
    /// <summary>A tolerance is subtracted: 0.93 - 0.01 is a little more than 0.92.</summary>
    private const double Rounding = 1e-9;

    /// <param name="selected">The version that serves the task, where the gate compares with it.</param>
    /// <exception cref="GateNotPassedException">The candidate is not good enough.</exception>
    /// <exception cref="ConflictException">The metric was not measured, or the two were not measured on the same images.</exception>
    public GateResult Judge(EvaluatedModel candidate, EvaluatedModel? selected)
    {
        var opponent = AtLeast is null ? Comparable(candidate, selected) : null;
        var value = ValueOf(candidate);
        double? other = opponent is null ? null : ValueOf(opponent);
        var wanted = AtLeast ?? (Metric.IsHigherBetter ? other!.Value - Tolerance : other!.Value + Tolerance);
        var manifest = candidate.Version.Manifest;
        var result = new GateResult(
            Metric.Name, value, wanted, opponent?.Version.Reference, other, manifest.Dataset, manifest.DatasetDigest, Conclusion(candidate, opponent));
        return IsMet(value, wanted) ? result : throw new GateNotPassedException(Sentence(candidate, result), result);
    }

    /// <summary>Infinite values are equal to each other.</summary>
    private bool IsMet(double value, double wanted) =>
        value.Equals(wanted) || (Metric.IsHigherBetter ? value >= wanted - Rounding : value <= wanted + Rounding);

    private double ValueOf(EvaluatedModel model) => Metric.ValueOf(model.Evaluation) ?? throw new ConflictException(
        $"The evaluation of {model.Version.Reference} has no {Metric.Name}: that was not measured when it was made. Ask for another metric.");

    private static EvaluatedModel Comparable(EvaluatedModel candidate, EvaluatedModel? selected)
    {
        if (selected is null)
        {
            throw new ConflictException(
                $"No model is selected for {candidate.Version.Manifest.Task.ToName()}, so there is none to be held against; ask for a value with 'atLeast', or select without a gate.");
        }

        var (one, other) = (candidate.Version, selected.Version);
        if (!one.Manifest.SharesTestImagesWith(other.Manifest))
        {
            var images = one.Manifest.Dataset == other.Manifest.Dataset ? "another form of it" : other.Manifest.Dataset;
            throw new ConflictException(
                $"{one.Reference} was measured on the test images of {one.Manifest.Dataset}, and {other.Reference}, which is selected, on those of {images}; figures from different images say nothing about each other. Ask for a value with 'atLeast'.");
        }

        if (candidate.Evaluation.Images != selected.Evaluation.Images)
        {
            throw new ConflictException(
                $"{one.Reference} was measured on {candidate.Evaluation.Images} test images and {other.Reference}, which is selected, on {selected.Evaluation.Images}; figures from different images say nothing about each other. Ask for a value with 'atLeast'.");
        }

        return one.Manifest.Classes.SequenceEqual(other.Manifest.Classes)
            ? selected
            : throw new ConflictException(
                $"{one.Reference} and {other.Reference}, which is selected, do not tell the same classes apart, so their figures do not compare. Ask for a value with 'atLeast'.");
    }

    /// <summary>How the two differ, and for classifiers whether chance alone could explain it.</summary>
    private static string? Conclusion(EvaluatedModel candidate, EvaluatedModel? opponent) =>
        opponent is null || opponent.Version.Reference == candidate.Version.Reference ? null : ModelComparison.Of([opponent, candidate]).Conclusion;

    private string Sentence(EvaluatedModel candidate, GateResult result)
    {
        var than = result.Selected is null ? "" : $", that of {result.Selected}, which is selected, {result.SelectedValue:0.####}";
        var refusal = $"{candidate.Version.Reference} is not selected: its {Metric.Name} on the test images of {result.Dataset} is {result.Value:0.####}{than}, "
            + $"and {(Metric.IsHigherBetter ? "at least" : "at most")} {result.Wanted:0.####} is wanted.";
        return result.Comparison is null ? refusal : $"{refusal} {result.Comparison}";
    }
}

/// <summary>What a gate came to; kept with the selection that it let through.</summary>
/// <param name="Value">The candidate's; infinite for the PSNR of a restoration without error.</param>
/// <param name="Wanted">The worst value that passes.</param>
/// <param name="Selected">The version that it was held against; null where a value was asked for.</param>
/// <param name="SelectedValue">That version's.</param>
/// <param name="Dataset">Whose test images it was measured on.</param>
/// <param name="Comparison">How the two differ, as a sentence.</param>
public sealed record GateResult(
    string Metric,
    double Value,
    double Wanted,
    ModelReference? Selected,
    double? SelectedValue,
    string Dataset,
    string DatasetDigest,
    string? Comparison);
