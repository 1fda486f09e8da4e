using Clearsight.Domain.Metrics;

namespace Clearsight.Domain.Tests.Metrics;

/// <summary>Three classes, ten images; every figure is worked out by hand from the matrix.</summary>
public sealed class ClassificationReportTests
{
    private static readonly byte[] Actual = [0, 0, 0, 0, 0, 1, 1, 1, 2, 2];
    private static readonly byte[] Predicted = [0, 0, 0, 1, 2, 1, 1, 0, 2, 1];

    private static readonly ConfusionMatrix Matrix = ConfusionMatrix.Of(Actual, Predicted, classes: 3);

    [Fact]
    public void Rows_of_the_matrix_are_actual_and_columns_predicted_classes()
    {
        int[][] expected = [[3, 1, 1], [1, 2, 0], [0, 1, 1]];

        Assert.Equal(expected, Matrix.Counts);
        Assert.Equal(10, Matrix.Total());
    }

    [Fact]
    public void Precision_recall_and_f1_of_each_class_are_those_of_its_counts()
    {
        var classes = ClassificationReport.Of(Matrix).Classes;

        Assert.Equal(new ClassFigures(3 / 4.0, 3 / 5.0, 2 / 3.0, 5), classes[0]);
        Assert.Equal(new ClassFigures(2 / 4.0, 2 / 3.0, 4 / 7.0, 3), classes[1]);
        Assert.Equal(new ClassFigures(1 / 2.0, 1 / 2.0, 1 / 2.0, 2), classes[2]);
    }

    [Fact]
    public void The_macro_average_counts_classes_and_the_weighted_one_images()
    {
        var report = ClassificationReport.Of(Matrix);

        Assert.Equal(1.75 / 3, report.Macro.Precision, 12);
        Assert.Equal(((5 * 3 / 4.0) + (3 * 2 / 4.0) + (2 * 1 / 2.0)) / 10, report.Weighted.Precision, 12);
        Assert.Equal(((2 / 3.0) + (4 / 7.0) + 0.5) / 3, report.Macro.F1, 12);
        Assert.Equal(10, report.Macro.Support);
    }

    /// <summary>Of all images the share that is right is the recall, weighted by support.</summary>
    [Fact]
    public void The_accuracy_is_the_weighted_recall()
    {
        var report = ClassificationReport.Of(Matrix);

        Assert.Equal(0.6, report.Accuracy, 12);
        Assert.Equal(report.Accuracy, report.Weighted.Recall, 12);
    }

    [Fact]
    public void A_class_that_is_never_predicted_has_no_precision_and_one_without_images_does_not_pull_the_average_down()
    {
        var report = ClassificationReport.Of(ConfusionMatrix.Of([0, 0, 1], [0, 0, 0], classes: 3));

        Assert.Equal(new ClassFigures(0, 0, 0, 1), report.Classes[1]);
        Assert.Equal(new ClassFigures(0, 0, 0, 0), report.Classes[2]);
        Assert.Equal(0.5, report.Macro.Recall);
    }

    [Fact]
    public void As_many_predictions_as_images_are_needed() =>
        Assert.Throws<ArgumentException>(() => ConfusionMatrix.Of([0, 1], [0], classes: 2));
}
