using Clearsight.Domain.Evaluation;
using Clearsight.Domain.Metrics;

namespace Clearsight.Domain.Reports;

/// <summary>The page on model versions side by side.</summary>
public static class ComparisonReport
{
    public static Report Of(ModelComparison comparison) => new(
        $"Comparison of {string.Join(" and ", comparison.Models.Select(model => model.Version.Reference))}",
        [new Paragraph(comparison.Conclusion), .. comparison.Classifiers.Count > 0 ? Classifiers(comparison) : Denoisers(comparison)]);

    private static IEnumerable<ReportBlock> Classifiers(ModelComparison comparison)
    {
        yield return new Heading("Accuracy and loss");
        yield return new Table(
            ["model", "parameters", "train accuracy", "training objective", "test accuracy", "test loss"],
            [.. comparison.Models.Select(Row)]);
        yield return new Paragraph(ClassifierTables.OfTraining);
        yield return new Picture("precision-recall");
        yield return new Heading("By class");
        yield return ByClass(comparison);
        yield return new Heading("McNemar's exact test");
        yield return new Table(
            ["models", "both right", "only first right", "only second right", "both wrong", "p-value"],
            [.. comparison.Classifiers.Select(Row)]);
        foreach (var difference in comparison.Classifiers)
        {
            yield return new Heading($"{difference.Second} minus {difference.First}");
            yield return new Table(
                ["class", "precision", "recall", "f1-score"],
                [.. difference.Classes.Select(row => (IReadOnlyList<string>)[row.Label, Signed(row.Precision), Signed(row.Recall), Signed(row.F1)])]);
        }
    }

    private static IReadOnlyList<string> Row(EvaluatedModel model)
    {
        var (manifest, evaluation) = (model.Version.Manifest, model.Evaluation.Classifier!);
        return
        [
            $"{model.Version.Reference}", $"{manifest.ParameterCount:N0}",
            ClassifierTables.Metric(manifest, MetricKeys.TrainAccuracy), ClassifierTables.Metric(manifest, MetricKeys.TrainLoss),
            ClassifierTables.Four(evaluation.Report.Accuracy), ClassifierTables.Four(evaluation.Loss),
        ];
    }

    private static IReadOnlyList<string> Row(ClassifierDifference difference)
    {
        var test = difference.Test;
        return
        [
            $"{difference.First}, {difference.Second}", $"{test.BothRight}", $"{test.OnlyFirstRight}", $"{test.OnlySecondRight}", $"{test.BothWrong}",
            test.PValue < 0.0001 ? $"{test.PValue:0.0E+0}" : $"{test.PValue:0.0000}",
        ];
    }

    /// <summary>For each model three columns, as in the report that the networks come from.</summary>
    private static Table ByClass(ModelComparison comparison)
    {
        var evaluations = comparison.Models.Select(model => model.Evaluation.Classifier!).ToList();
        return new Table(
            ["class", .. comparison.Models.SelectMany(model => Columns($"{model.Version.Reference}")), "support"],
            [
                .. evaluations[0].Classes.Select((label, index) => Row(label, evaluations.ConvertAll(evaluation => evaluation.Report.Classes[index]))),
                Table.Gap,
                Row("macro avg", evaluations.ConvertAll(evaluation => evaluation.Report.Macro)),
                Row("weighted avg", evaluations.ConvertAll(evaluation => evaluation.Report.Weighted)),
            ]);

        static string[] Columns(string model) => [$"{model} precision", $"{model} recall", $"{model} f1-score"];

        static IReadOnlyList<string> Row(string name, List<ClassFigures> figures) =>
        [
            name,
            .. figures.SelectMany(figure => new[] { ClassifierTables.Four(figure.Precision), ClassifierTables.Four(figure.Recall), ClassifierTables.Four(figure.F1) }),
            $"{figures[0].Support}",
        ];
    }

    private static IEnumerable<ReportBlock> Denoisers(ModelComparison comparison)
    {
        yield return new Heading("PSNR in dB");
        yield return new Picture("psnr");
        yield return ByDensity(comparison, figures => DenoiserTables.Decibels(figures.Psnr));
        yield return new Heading("SSIM");
        yield return ByDensity(comparison, figures => ClassifierTables.Four(figures.Ssim));
    }

    private static Table ByDensity(ModelComparison comparison, Func<RestorationFigures, string> figure)
    {
        var evaluations = comparison.Models.Select(model => model.Evaluation.Denoiser!).ToList();
        return new Table(
            ["noise density", .. comparison.Models.Select(model => $"{model.Version.Reference}"), "noisy", "adaptive median"],
            [.. evaluations[0].Densities.Select(Row)]);

        IReadOnlyList<string> Row(DensityEvaluation density) =>
        [
            $"{density.Density:0%}",
            .. evaluations.Select(evaluation => evaluation.Densities.FirstOrDefault(own => own.Density == density.Density)).Select(own => own is null ? "" : figure(own.Model)),
            figure(density.Noisy),
            figure(density.AdaptiveMedian),
        ];
    }

    private static string Signed(double difference) => $"{difference:+0.0000;-0.0000;0.0000}";
}
