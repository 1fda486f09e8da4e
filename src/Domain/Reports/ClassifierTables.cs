using Clearsight.Domain.Evaluation;
using Clearsight.Domain.Metrics;
using Clearsight.Domain.Models;

namespace Clearsight.Domain.Reports;

/// <summary>The parts of a classifier's report.</summary>
internal static class ClassifierTables
{
    /// <summary>Goes below a table that has figures of the training beside those of an evaluation.</summary>
    public const string OfTraining =
        "The training objective is what the training made small, on its own images and on average over the epoch: with smoothed labels or a teacher's "
        + "answers where it has them, and with its augmentation and dropout, which the train accuracy is measured under, too. "
        + "It does not compare with the losses on validation and test images.";

    public static IEnumerable<ReportBlock> Of(ModelManifest manifest, ClassifierEvaluation evaluation)
    {
        var interval = evaluation.AccuracyInterval;
        yield return new Paragraph($"{evaluation.Report.Accuracy:0.00%} of the {evaluation.Images:N0} test images are classified rightly ({interval.Level:0%} interval by bootstrap over the images: {interval.Low:0.00%} to {interval.High:0.00%}).");
        yield return new Heading("Classification report");
        yield return ByClass(evaluation);
        if (evaluation.Intervals is { } intervals)
        {
            yield return new Heading("Intervals");
            yield return new Paragraph($"By bootstrap over the test images, level {interval.Level:0%}; another training may differ by more. The loss, {Four(evaluation.Loss)}, lies within {Within(intervals.Loss)}, by temperature within {Within(intervals.CalibratedLoss)}.");
            yield return ByClass(evaluation, intervals);
        }

        yield return new Heading("Accuracy and loss");
        yield return BySplit(manifest);
        yield return new Paragraph(OfTraining);
        yield return new Picture("loss");
        yield return new Picture("accuracy");
        yield return new Heading("Confusion matrix");
        yield return new Paragraph("Rows are the actual classes, columns the predicted ones.");
        yield return new Table(["", .. evaluation.Classes], [.. evaluation.Classes.Select((label, index) => (IReadOnlyList<string>)[label, .. evaluation.Matrix.Counts[index].Select(count => $"{count}")])]);
        yield return new Picture("confusion-matrix");
        yield return new Heading("Areas under the curves");
        yield return Areas(evaluation);
        yield return new Picture("precision-recall");
        yield return new Picture("roc");
        yield return new Heading("Calibration");
        yield return new Paragraph($"The temperature fitted on the validation images is {evaluation.Temperature:0.000}: logits divided by it give honest probabilities and the same predictions. {Served(manifest, evaluation)}");
        yield return new Table(
            ["probabilities", "calibration error", "loss"],
            [
                ["as the network gives them", Four(evaluation.Calibration.Error), Four(evaluation.Calibration.Loss)],
                ["by temperature", Four(evaluation.CalibratedByTemperature.Error), Four(evaluation.CalibratedByTemperature.Loss)],
            ]);
        yield return Reliability(evaluation.Calibration);
        yield return new Picture("calibration");
        yield return new Picture("samples");
    }

    private static string Served(ModelManifest manifest, ClassifierEvaluation evaluation) => manifest.Temperature.Equals(evaluation.Temperature)
        ? "The logits behind the probabilities that are served are divided by it."
        : "Those behind the probabilities that are served are not: this version comes from before that.";

    /// <summary>The table that scikit-learn made familiar, with four digits: an image of 10,000 shows in the last.</summary>
    private static Table ByClass(ClassifierEvaluation evaluation)
    {
        var report = evaluation.Report;
        return new Table(
            ["", "precision", "recall", "f1-score", "support"],
            [
                .. evaluation.Classes.Zip(report.Classes, Row),
                Table.Gap,
                ["accuracy", "", "", Four(report.Accuracy), $"{evaluation.Images}"],
                Row("macro avg", report.Macro),
                Row("weighted avg", report.Weighted),
            ]);
    }

    private static IReadOnlyList<string> Row(string name, ClassFigures figures) =>
        [name, Four(figures.Precision), Four(figures.Recall), Four(figures.F1), $"{figures.Support}"];

    private static Table ByClass(ClassifierEvaluation evaluation, ClassifierIntervals intervals)
    {
        return new Table(
            ["", "precision", "recall", "f1-score", "average precision", "ROC area"],
            [
                .. evaluation.Classes.Zip(intervals.Classes, Row),
                Table.Gap,
                Row("macro avg", intervals.Macro),
                Row("weighted avg", intervals.Weighted),
            ]);

        static IReadOnlyList<string> Row(string name, ClassIntervals of) =>
            [name, Within(of.Precision), Within(of.Recall), Within(of.F1), Within(of.AveragePrecision), Within(of.RocArea)];
    }

    private static Table BySplit(ModelManifest manifest)
    {
        return new Table(
            ["split", "accuracy", "loss"],
            [
                Row("train (loss: training objective)", MetricKeys.TrainAccuracy, MetricKeys.TrainLoss),
                Row("validation", MetricKeys.ValidationAccuracy, MetricKeys.ValidationLoss),
                Row("test", MetricKeys.TestAccuracy, MetricKeys.TestLoss),
            ]);

        IReadOnlyList<string> Row(string split, string accuracy, string loss) => [split, Metric(manifest, accuracy), Metric(manifest, loss)];
    }

    /// <summary>A figure of the manifest, with four digits; empty where it is not there.</summary>
    public static string Metric(ModelManifest manifest, string key) => manifest.Metrics.TryGetValue(key, out var value) ? Four(value) : "";

    private static Table Areas(ClassifierEvaluation evaluation)
    {
        var curves = evaluation.Curves;
        return new Table(
            ["", "average precision", "ROC area"],
            [
                .. evaluation.Classes.Zip(curves, (label, curve) => (IReadOnlyList<string>)[label, Four(curve.AveragePrecision), Four(curve.RocArea)]),
                Table.Gap,
                ["macro avg", Four(curves.Average(curve => curve.AveragePrecision)), Four(curves.Average(curve => curve.RocArea))],
            ]);
    }

    private static Table Reliability(Calibration calibration) => new(
        ["probability", "images", "mean", "accuracy"],
        [.. calibration.Bins.Select(bin => (IReadOnlyList<string>)[$"{bin.From:0.000} to {bin.To:0.000}", $"{bin.Count}", Four(bin.Confidence), Four(bin.Accuracy)])]);

    /// <summary>With four digits; empty where there is none.</summary>
    public static string Within(Interval? interval) => interval is null ? "" : $"{interval.Low:0.0000} to {interval.High:0.0000}";

    public static string Four(double? value) => value is null ? "" : $"{value:0.0000}";
}
