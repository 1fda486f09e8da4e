using Clearsight.Domain.Evaluation;
using Clearsight.Domain.Metrics;

namespace Clearsight.Domain.Tests.Evaluation;

public sealed class ClassifierIntervalsTests
{
    private const int Images = 4_000;

    /// <summary>Half of the images are squares; of these 80 % are found, of the circles all.</summary>
    private static readonly ClassifierEvaluation Evaluation = SampleModels.Classifier(
        "shapes", [.. Enumerable.Range(0, Images).Select(image => (byte)(image % 2 == 1 && image % 10 != 9 ? 1 : 0))]).Evaluation.Classifier!;

    private static readonly ClassifierIntervals Intervals = Evaluation.Intervals!;

    [Fact]
    public void A_recall_has_the_width_of_its_own_class() => AssertAbout(0.8, Math.Sqrt(0.8 * 0.2 / (Images / 2)), Intervals.Classes[1].Recall!, 0.005);

    /// <summary>2,400 images are taken for circles, of which 2,000 are.</summary>
    [Fact]
    public void A_precision_has_that_of_the_images_taken_for_the_class() =>
        AssertAbout(2_000 / 2_400.0, Math.Sqrt(2_000 / 2_400.0 * (400 / 2_400.0) / 2_400), Intervals.Classes[0].Precision!, 0.003);

    [Fact]
    public void The_weighted_recall_is_the_accuracy_and_so_is_its_interval()
    {
        Assert.Equal(Evaluation.AccuracyInterval.Low, Intervals.Weighted.Recall!.Low, 12);
        Assert.Equal(Evaluation.AccuracyInterval.High, Intervals.Weighted.Recall.High, 12);
        AssertAbout(0.9, Math.Sqrt(0.9 * 0.1 / Images), Evaluation.AccuracyInterval, 0.0015);
    }

    /// <summary>Nine of ten images cost ln(1 + e⁻²), the tenth 2 more.</summary>
    [Fact]
    public void The_loss_has_the_width_of_a_mean() => AssertAbout(Evaluation.Loss, 2 * Math.Sqrt(0.9 * 0.1 / Images), Intervals.Loss, 0.003);

    /// <summary>Two values of a score only: the area is the mean of both recalls, and that of the circles is one in every draw.</summary>
    [Fact]
    public void The_roc_area_follows_the_recalls()
    {
        var (area, recall) = (Intervals.Classes[1].RocArea!, Intervals.Classes[1].Recall!);

        Assert.Equal((1 + recall.Low) / 2, area.Low, 10);
        Assert.Equal((1 + recall.High) / 2, area.High, 10);
        Assert.InRange(Evaluation.Curves[1].AveragePrecision!.Value, Intervals.Classes[1].AveragePrecision!.Low, Intervals.Classes[1].AveragePrecision!.High);
    }

    [Fact]
    public void Macro_averages_lie_between_those_of_the_classes_and_have_areas_and_weighted_ones_have_none()
    {
        Assert.InRange(Intervals.Macro.F1!.Low, Intervals.Classes[1].F1!.Low, Intervals.Classes[0].F1!.Low);
        Assert.NotNull(Intervals.Macro.AveragePrecision);
        Assert.NotNull(Intervals.Macro.RocArea);
        Assert.Null(Intervals.Weighted.AveragePrecision);
        Assert.Null(Intervals.Weighted.RocArea);
    }

    [Fact]
    public void A_class_that_the_images_do_not_show_has_no_areas()
    {
        var outputs = new ClassifierOutputs([1, 0, 0, 2, 3, 0], [0, 0, 0]);

        var intervals = ClassifierEvaluation.Of(outputs, outputs, ["circle", "square"]).Intervals!;

        Assert.Null(intervals.Classes[1].Recall);
        Assert.Null(intervals.Classes[1].AveragePrecision);
        Assert.Null(intervals.Classes[0].RocArea);
        Assert.NotNull(intervals.Classes[0].AveragePrecision);
    }

    /// <summary>Of five images one is a square, which is found: more than two of forty draws are without it, and say nothing of squares.</summary>
    [Fact]
    public void A_draw_without_a_rare_class_does_not_count_as_one_that_missed_it()
    {
        var outputs = new ClassifierOutputs([1, 0, 1, 0, 1, 0, 1, 0, 0, 1], [0, 0, 0, 0, 1]);

        var square = ClassifierEvaluation.Of(outputs, outputs, ["circle", "square"]).Intervals!.Classes[1];

        Assert.Equal([new Interval(1, 1, 0.95), new Interval(1, 1, 0.95), new Interval(1, 1, 0.95)], [square.Precision, square.Recall, square.F1]);
    }

    /// <param name="deviation">Of the figure over test sets of this size, by its distribution's textbook formula.</param>
    private static void AssertAbout(double figure, double deviation, Interval interval, double tolerance)
    {
        Assert.Equal(figure - (1.96 * deviation), interval.Low, tolerance);
        Assert.Equal(figure + (1.96 * deviation), interval.High, tolerance);
    }
}
