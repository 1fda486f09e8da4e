using System.Globalization;
using System.Numerics;
using Clearsight.Domain.Metrics;
using static Clearsight.Domain.Evaluation.EvaluationRules;

namespace Clearsight.Domain.Evaluation;

/// <summary>The part of <see cref="EvaluationRules"/> that is about classifiers.</summary>
internal static class ClassifierEvaluationRules
{
    private const int MostBins = 100;
    private const string Share = "A share is a number from 0 to 1.";

    public static IReadOnlyList<Violation> Violations(ClassifierEvaluation evaluation, IReadOnlyList<string> classes)
    {
        var rules = new RuleBook("/classifier");
        rules.Require(evaluation.Images >= 1, "/images", "There is at least one image.");
        rules.Require(IsError(evaluation.Loss), "/loss", "A loss is a number from 0 on.");
        rules.Require(evaluation.Classes.SequenceEqual(classes, StringComparer.Ordinal), "/classes", "The classes are those of the manifest.");
        rules.Require(IsInterval(evaluation.AccuracyInterval, IsShare), "/accuracyInterval", "An interval goes from a share to one that is not smaller.");
        rules.Require(
            evaluation.Temperature is >= Temperature.Minimum and <= Temperature.Maximum, "/temperature",
            string.Create(CultureInfo.InvariantCulture, $"A temperature is a number from {Temperature.Minimum} to {Temperature.Maximum}."));
        Report(rules, evaluation.Report, classes.Count);
        Matrix(rules, evaluation, classes.Count);
        Curves(rules, evaluation.Curves, classes.Count);
        Bins(rules, "/calibration", evaluation.Calibration, evaluation.Images);
        Bins(rules, "/calibratedByTemperature", evaluation.CalibratedByTemperature, evaluation.Images);
        Answers(rules, evaluation, classes.Count);
        if (evaluation.Intervals is { } intervals)
        {
            Intervals(rules, intervals, classes.Count);
        }

        if (evaluation.Samples is { } samples)
        {
            Samples(rules, samples, evaluation.Images, classes.Count);
        }

        return rules.Broken;
    }

    private static void Report(RuleBook rules, ClassificationReport report, int classes)
    {
        rules.Require(report.Classes.Count == classes, "/report/classes", $"There are figures of each of the {classes} classes.");
        IEnumerable<ClassFigures> all = [.. report.Classes, report.Macro, report.Weighted];
        rules.Require(
            all.All(figures => IsShare(figures.Precision) && IsShare(figures.Recall) && IsShare(figures.F1) && figures.Support >= 0) && IsShare(report.Accuracy),
            "/report", $"{Share} A support is a whole number from 0 on.");
    }

    private static void Matrix(RuleBook rules, ClassifierEvaluation evaluation, int classes)
    {
        var counts = evaluation.Matrix.Counts;
        var isSquare = counts.Count == classes && counts.All(row => row.Count == classes && row.All(count => count >= 0));
        rules.Require(isSquare, "/matrix/counts", $"The confusion matrix has {classes} rows and columns of whole numbers from 0 on.");
        rules.Require(!isSquare || counts.Sum(row => row.Sum(count => (long)count)) == evaluation.Images, "/matrix/counts", "The confusion matrix counts every image once.");
    }

    private static void Curves(RuleBook rules, IReadOnlyList<ClassCurve> curves, int classes)
    {
        rules.Require(curves.Count == classes, "/curves", $"There is a curve of each of the {classes} classes.");
        foreach (var (place, curve) in curves.Take(classes).Index())
        {
            var (precision, recall, wrong) = (curve.Precision, curve.Recall, curve.FalsePositiveRate);
            rules.Require(
                precision.Count == recall.Count && precision.Count == wrong.Count && precision.Count <= ClassCurve.MaximumPoints, $"/curves/{place}",
                $"The three lists of a curve have one length of at most {ClassCurve.MaximumPoints}.");
            rules.Require(
                precision.Concat(recall).Concat(wrong).All(IsShare) && IsShare(curve.AveragePrecision) && IsShare(curve.RocArea), $"/curves/{place}", Share);
            // Whoever looks a precision up at a recall has to find one.
            rules.Require(Rises(recall) && Rises(wrong) && recall.LastOrDefault(1) is 1, $"/curves/{place}", "Recall and false positive rate rise, recall to 1.");
            rules.Require(recall.Count > 0 ? curve.AveragePrecision is not null : (curve.AveragePrecision ?? curve.RocArea) is null, $"/curves/{place}", "A curve has an area, and an area a curve.");
        }
    }

    private static void Bins(RuleBook rules, string pointer, Calibration calibration, int images)
    {
        var bins = calibration.Bins;
        rules.Require(IsShare(calibration.Error) && IsError(calibration.Loss), pointer, $"{Share} A loss is a number from 0 on.");
        rules.Require(bins.Count is >= 1 and <= MostBins, $"{pointer}/bins", $"There are 1 to {MostBins} bins.");
        rules.Require(
            bins.All(bin => IsShare(bin.From) && IsShare(bin.To) && bin.From < bin.To && bin.Count >= 0 && IsShare(bin.Confidence) && IsShare(bin.Accuracy)
                && (bin.Count == 0 || bin is { Confidence: not null, Accuracy: not null })),
            $"{pointer}/bins", "A bin goes from a share to a larger one and counts its images; one with images has their mean confidence and accuracy.");
        rules.Require(bins.Sum(bin => (long)bin.Count) == images, $"{pointer}/bins", "The bins count every image once.");
    }

    private static void Intervals(RuleBook rules, ClassifierIntervals intervals, int classes)
    {
        rules.Require(intervals.Classes.Count == classes, "/intervals/classes", $"There are intervals of each of the {classes} classes.");
        IEnumerable<ClassIntervals> all = [.. intervals.Classes, intervals.Macro, intervals.Weighted];
        rules.Require(
            all.SelectMany(of => new[] { of.Precision, of.Recall, of.F1, of.AveragePrecision, of.RocArea }).All(interval => IsInterval(interval, IsShare))
                && new[] { intervals.Loss, intervals.CalibratedLoss }.All(interval => IsInterval(interval, loss => IsError(loss))),
            "/intervals", "An interval goes from a share to one that is not smaller, that of a loss from a number from 0 on.");
    }

    /// <summary>What comparisons go by, image for image.</summary>
    private static void Answers(RuleBook rules, ClassifierEvaluation evaluation, int classes)
    {
        rules.Require(
            evaluation.Predicted.Length == evaluation.Images && evaluation.Predicted.All(predicted => predicted < classes), "/predicted",
            "There is a byte with the index of a class for each image.");
        var right = evaluation.Correct.Sum(bits => BitOperations.PopCount(bits));
        rules.Require(
            evaluation.Correct.Length == (evaluation.Images + 7L) / 8 && Math.Abs(right - (evaluation.Report.Accuracy * evaluation.Images)) <= Rounding * evaluation.Images,
            "/correct", "There is a bit for each image, and as many are set as the accuracy says.");
    }

    private static void Samples(RuleBook rules, ClassifierSamples samples, int images, int classes)
    {
        var (height, width) = (samples.Height, samples.Width);
        rules.Require(IsSize(height, width), "/samples", $"Pictures are 1 to {LargestPicture} pixels high and wide.");
        rules.Require(samples.Mistakes.Count <= ClassifierSamples.MostMistakes, "/samples/mistakes", $"There can be at most {ClassifierSamples.MostMistakes} mistakes.");
        rules.Require(
            samples.Mistakes.All(mistake => mistake.Image >= 0 && mistake.Image < images && IsShare(mistake.Confidence)
                && mistake.Actual >= 0 && mistake.Actual < classes && mistake.Predicted >= 0 && mistake.Predicted < classes
                && IsPicture(mistake.Pixels, height, width)),
            "/samples/mistakes", $"A mistake names a test image and two classes by index, a confidence from 0 to 1, and {height} × {width} pixels, a byte each.");
    }
}
