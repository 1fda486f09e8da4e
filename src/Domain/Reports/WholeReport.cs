using Clearsight.Domain.Evaluation;

namespace Clearsight.Domain.Reports;

/// <summary>The page that a report ends with: how well the denoiser restores, and the classifiers side by side.</summary>
public static class WholeReport
{
    /// <summary>Of each classifier.</summary>
    private static readonly string[] Plots = ["loss", "accuracy", "confusion-matrix", "samples"];

    /// <param name="denoiser">Whose encoder the second classifier took over.</param>
    /// <param name="classifiers">The classifier and the one on the denoiser's encoder.</param>
    public static Report Of(EvaluatedModel denoiser, ModelComparison classifiers)
    {
        List<EvaluatedModel> models = [denoiser, .. classifiers.Models];
        return new Report(
            $"Report on {string.Join(", ", models.Select(model => model.Version.Reference))}",
            [
                new Paragraph(classifiers.Conclusion),
                Origins(models),
                new Heading($"Denoiser: {denoiser.Version.Reference}"),
                .. DenoiserTables.Of(denoiser.Evaluation.Denoiser!),
                new Heading("Classifier and transfer"),
                .. ComparisonReport.Of(classifiers).Blocks,
                .. classifiers.Models.SelectMany(model => Plots.Select(plot => new Picture(plot, model.Version.Reference))),
            ]);
    }

    private static Table Origins(IEnumerable<EvaluatedModel> models) => new(
        ["model", "network", "parameters", "recipe", "data set", "epoch", "seed", "takes over", "digest"],
        [
            .. models.Select(model => model.Version).Select(version => (IReadOnlyList<string>)
            [
                $"{version.Reference}", version.Manifest.Network, $"{version.Manifest.ParameterCount:N0}", version.Manifest.Recipe, version.Manifest.Dataset,
                $"{version.Manifest.Epoch} of {version.Manifest.Hyperparameters.Epochs}", $"{version.Manifest.Hyperparameters.Seed}",
                $"{version.Manifest.Parent}", version.Digest,
            ]),
        ]);
}
