using Clearsight.Domain.Metrics;

namespace Clearsight.Domain.Evaluation;

/// <summary>
/// Intervals by bootstrap over the test images. They do not tell what another training would give. The calibration error
/// has none: drawing images again adds to the difference in every bin, so that they would lie above it.
/// </summary>
/// <param name="Loss">Of the mean categorical cross-entropy, in nats.</param>
/// <param name="CalibratedLoss">The same by temperature.</param>
/// <param name="Classes">By class index.</param>
/// <param name="Macro">Of the means over the classes.</param>
/// <param name="Weighted">Of the means in which a class counts by its images; there are none of the areas.</param>
public sealed record ClassifierIntervals(
    Interval Loss, Interval CalibratedLoss, IReadOnlyList<ClassIntervals> Classes, ClassIntervals Macro, ClassIntervals Weighted)
{
    /// <summary>Of the accuracy and the two losses.</summary>
    private const int Overall = 3;

    /// <summary>Precision, recall, F1 and the two areas.</summary>
    private const int OfClass = 5;

    /// <param name="labels">The actual class of each test image.</param>
    /// <param name="predicted">The predicted one.</param>
    /// <param name="losses">Each image's own, in nats.</param>
    /// <param name="calibratedLosses">The same by temperature.</param>
    /// <param name="scores">By class.</param>
    internal static (Interval Accuracy, ClassifierIntervals Others) Of(
        byte[] labels, byte[] predicted, double[] losses, double[] calibratedLosses, IReadOnlyList<RankedScores> scores)
    {
        var bootstrap = new Bootstrap(labels.Length, "classifier");
        var intervals = bootstrap.Intervals(Overall + ((scores.Count + 2) * OfClass), (times, figures) =>
        {
            var matrix = ConfusionMatrix.Of(labels, predicted, scores.Count, times);
            var report = ClassificationReport.Of(matrix);
            figures[0] = report.Accuracy;
            figures[1] = Mean(losses, times);
            figures[2] = Mean(calibratedLosses, times);
            var (precisionAreas, rocAreas) = (new double?[scores.Count], new double?[scores.Count]);
            for (var index = 0; index < scores.Count; index++)
            {
                (precisionAreas[index], rocAreas[index]) = scores[index].Areas(times);
                Put(figures, index, WhereThereAre(report.Classes[index], matrix.Predicted(index)), precisionAreas[index], rocAreas[index]);
            }

            Put(figures, scores.Count, report.Macro, precisionAreas.Average(), rocAreas.Average());
            Put(figures, scores.Count + 1, report.Weighted, null, null);
        });
        return (intervals[0]!, new ClassifierIntervals(
            intervals[1]!, intervals[2]!, [.. Enumerable.Range(0, scores.Count).Select(Take)], Take(scores.Count), Take(scores.Count + 1)));

        ClassIntervals Take(int row)
        {
            var place = Overall + (row * OfClass);
            return new ClassIntervals(intervals[place], intervals[place + 1], intervals[place + 2], intervals[place + 3], intervals[place + 4]);
        }
    }

    /// <summary>What images that were not drawn would have made of a figure is no 0: such a draw says nothing of it.</summary>
    private static ClassFigures WhereThereAre(ClassFigures of, int predicted) => of with
    {
        Precision = predicted == 0 ? double.NaN : of.Precision,
        Recall = of.Support == 0 ? double.NaN : of.Recall,
        F1 = of.Support == 0 ? double.NaN : of.F1,
    };

    private static void Put(Span<double> figures, int row, ClassFigures of, double? averagePrecision, double? rocArea)
    {
        var place = figures.Slice(Overall + (row * OfClass), OfClass);
        (place[0], place[1], place[2]) = (of.Precision, of.Recall, of.F1);
        (place[3], place[4]) = (averagePrecision ?? double.NaN, rocArea ?? double.NaN);
    }

    private static double Mean(double[] values, ReadOnlySpan<int> times)
    {
        var sum = 0.0;
        for (var image = 0; image < values.Length; image++)
        {
            sum += values[image] * times[image];
        }

        return sum / values.Length;
    }
}

/// <summary>Intervals of the figures that they are called after.</summary>
/// <param name="Precision">Null where no image is taken for the class.</param>
/// <param name="Recall">Null where the images show no such class.</param>
/// <param name="F1">Null where the images show no such class.</param>
/// <param name="AveragePrecision">Null where the images show no such class, and for a weighted mean.</param>
/// <param name="RocArea">Null where the images show no such class or no other, and for a weighted mean.</param>
public sealed record ClassIntervals(Interval? Precision, Interval? Recall, Interval? F1, Interval? AveragePrecision, Interval? RocArea);
