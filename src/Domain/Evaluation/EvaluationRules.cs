using Clearsight.Domain.Metrics;
using Clearsight.Domain.Models;

namespace Clearsight.Domain.Evaluation;

/// <summary>
/// What an evaluation that was written elsewhere must keep to, so that reports, plots and comparisons may count on it:
/// lists that belong together have one length, shares are shares, and counts add up.
/// </summary>
public static class EvaluationRules
{
    internal const int LargestPicture = 64;

    /// <summary>Sums of doubles are a little off.</summary>
    internal const double Rounding = 1e-6;

    /// <summary>Everything that is wrong, with pointers from the evaluation's own root.</summary>
    /// <param name="manifest">Of the model that was evaluated; keeps to <see cref="ManifestRules"/>.</param>
    public static IReadOnlyList<Violation> Violations(ModelEvaluation evaluation, ModelManifest manifest)
    {
        var isOfTask = manifest.Task == TaskKind.Classify ? evaluation.Denoiser is null : evaluation.Classifier is null;
        if (!isOfTask || (evaluation.Classifier is null && evaluation.Denoiser is null))
        {
            return [new Violation("", $"The evaluation of a model for {manifest.Task.ToName()} has '{(manifest.Task == TaskKind.Classify ? "classifier" : "denoiser")}' and nothing else.")];
        }

        return evaluation.Classifier is { } classifier
            ? ClassifierEvaluationRules.Violations(classifier, manifest.Classes)
            : DenoiserEvaluationRules.Violations(evaluation.Denoiser!);
    }

    internal static bool IsShare(double share) => share is >= 0 and <= 1 + Rounding;

    internal static bool IsShare(double? share) => share is null || IsShare(share.Value);

    internal static bool IsError(double? error) => error is null || (error >= 0 && double.IsFinite(error.Value));

    /// <param name="isEnd">What its two ends have to be.</param>
    internal static bool IsInterval(Interval? interval, Func<double, bool> isEnd) =>
        interval is null || (isEnd(interval.Low) && isEnd(interval.High) && IsShare(interval.Level) && interval.Low <= interval.High);

    internal static bool IsPicture(byte[] pixels, int height, int width) => pixels.Length == (long)height * width;

    internal static bool IsSize(int height, int width) => height is >= 1 and <= LargestPicture && width is >= 1 and <= LargestPicture;

    internal static bool Rises(IReadOnlyList<double> values) => values.Zip(values.Skip(1)).All(pair => pair.First <= pair.Second);
}
