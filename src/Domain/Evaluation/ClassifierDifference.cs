using Clearsight.Domain.Metrics;
using Clearsight.Domain.Models;

namespace Clearsight.Domain.Evaluation;

/// <summary>What a classifier does otherwise than another one on the same test images.</summary>
/// <param name="First">The one that it is compared with.</param>
/// <param name="Second">The one that is compared.</param>
/// <param name="Accuracy">Second minus first.</param>
/// <param name="Classes">Second minus first, by class index.</param>
/// <param name="Test">Of the images that only one of the two gets right.</param>
public sealed record ClassifierDifference(
    ModelReference First, ModelReference Second, double Accuracy, IReadOnlyList<ClassDifference> Classes, McNemar Test)
{
    internal static ClassifierDifference Of(EvaluatedModel first, EvaluatedModel second)
    {
        var (one, other) = (first.Evaluation.Classifier!, second.Evaluation.Classifier!);
        return new ClassifierDifference(
            first.Version.Reference,
            second.Version.Reference,
            other.Report.Accuracy - one.Report.Accuracy,
            [
                .. one.Classes.Zip(one.Report.Classes, other.Report.Classes).Select(row => new ClassDifference(
                    row.First, row.Third.Precision - row.Second.Precision, row.Third.Recall - row.Second.Recall, row.Third.F1 - row.Second.F1)),
            ],
            McNemar.Of(Correct(one), Correct(other)));
    }

    /// <param name="level">The p-value below which the difference counts as one.</param>
    internal string Sentence(double level)
    {
        var images = Test.BothRight + Test.OnlyFirstRight + Test.OnlySecondRight + Test.BothWrong;
        var (better, worse, gain) = Accuracy >= 0 ? (Second, First, Accuracy) : (First, Second, -Accuracy);
        var apart = Test.OnlyFirstRight + Test.OnlySecondRight;
        var found = $"McNemar's exact test on the {apart:N0} {(apart == 1 ? "image" : "images")} that only one of them gets right: {PValue()}";
        return gain == 0
            ? $"{Second} and {First} classify equally many of the {images:N0} test images rightly."
            : $"{better} classifies {gain * 100:0.00} percentage points more of the {images:N0} test images rightly than {worse}; "
                + (Test.PValue < level ? $"the difference is significant ({found})." : $"chance alone can explain the difference ({found}).");
    }

    private string PValue() => Test.PValue < 0.0001 ? "p < 0.0001" : $"p = {Test.PValue:0.0000}";

    private static bool[] Correct(ClassifierEvaluation evaluation) => [.. Enumerable.Range(0, evaluation.Images).Select(evaluation.IsCorrect)];
}

/// <param name="Label">Of the class.</param>
/// <param name="Precision">Second minus first.</param>
/// <param name="Recall">Second minus first.</param>
/// <param name="F1">Second minus first.</param>
public sealed record ClassDifference(string Label, double Precision, double Recall, double F1);
