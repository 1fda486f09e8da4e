using Clearsight.Domain.Metrics;

namespace Clearsight.Domain.Evaluation;

/// <summary>How good a classifier is on the test split.</summary>
/// <param name="Images">Test images.</param>
/// <param name="Loss">Mean categorical cross-entropy an image, in nats.</param>
/// <param name="AccuracyInterval">By bootstrap over the test images. It does not tell what another training would give.</param>
/// <param name="Classes">Labels by class index.</param>
/// <param name="Report">Precision, recall and F1 by class, averages, accuracy.</param>
/// <param name="Matrix">Images by actual and predicted class.</param>
/// <param name="Curves">By class, each against all others.</param>
/// <param name="Calibration">Of the probabilities as the network gives them.</param>
/// <param name="Temperature">What logits are to be divided by; fitted on the validation split.</param>
/// <param name="CalibratedByTemperature">Of the probabilities after that.</param>
/// <param name="Predicted">The predicted class index of each test image, a byte each.</param>
/// <param name="Correct">Whether it is right, a bit an image, the lowest first.</param>
/// <param name="Samples">Null in evaluations of before they were kept.</param>
/// <param name="Intervals">Of the figures beside the accuracy; null in evaluations of before they were measured.</param>
public sealed record ClassifierEvaluation(
    int Images,
    double Loss,
    Interval AccuracyInterval,
    IReadOnlyList<string> Classes,
    ClassificationReport Report,
    ConfusionMatrix Matrix,
    IReadOnlyList<ClassCurve> Curves,
    Calibration Calibration,
    double Temperature,
    Calibration CalibratedByTemperature,
    byte[] Predicted,
    byte[] Correct,
    ClassifierSamples? Samples = null,
    ClassifierIntervals? Intervals = null)
{
    /// <param name="test">All images of the test split, in its order.</param>
    /// <param name="validation">What the temperature is fitted on.</param>
    public static ClassifierEvaluation Of(ClassifierOutputs test, ClassifierOutputs validation, IReadOnlyList<string> classes)
    {
        var predicted = new byte[test.Count];
        var correct = new bool[test.Count];
        for (var image = 0; image < test.Count; image++)
        {
            predicted[image] = (byte)Probabilities.Prediction(test.Of(image));
            correct[image] = predicted[image] == test.Labels[image];
        }

        var matrix = ConfusionMatrix.Of(test.Labels, predicted, classes.Count);
        var temperature = Metrics.Temperature.Fit(validation.Logits, validation.Labels);
        var (losses, calibratedLosses) = (Losses(test, temperature: 1), Losses(test, temperature));
        var scores = Scores(test);
        var (accuracy, intervals) = ClassifierIntervals.Of(test.Labels, predicted, losses, calibratedLosses, scores);
        return new ClassifierEvaluation(
            test.Count,
            losses.Average(),
            accuracy,
            classes,
            ClassificationReport.Of(matrix),
            matrix,
            [.. scores.Select(ClassCurve.Of)],
            Calibrate(test, predicted, correct, temperature: 1, losses),
            temperature,
            Calibrate(test, predicted, correct, temperature, calibratedLosses),
            predicted,
            Pack(correct),
            Intervals: intervals);
    }

    public bool IsCorrect(int image) => (Correct[image / 8] >> (image % 8) & 1) == 1;

    /// <summary>By class, of its probability in each image.</summary>
    private static IReadOnlyList<RankedScores> Scores(ClassifierOutputs test)
    {
        var probabilities = new double[test.Classes];
        var scores = Enumerable.Range(0, test.Classes).Select(_ => new double[test.Count]).ToArray();
        for (var image = 0; image < test.Count; image++)
        {
            Probabilities.Softmax(test.Of(image), temperature: 1, probabilities);
            for (var index = 0; index < probabilities.Length; index++)
            {
                scores[index][image] = probabilities[index];
            }
        }

        return [.. scores.Select((score, index) => new RankedScores(score, Array.ConvertAll(test.Labels, label => label == index)))];
    }

    private static double[] Losses(ClassifierOutputs test, double temperature) =>
        [.. Enumerable.Range(0, test.Count).Select(image => Probabilities.Loss(test.Of(image), test.Labels[image], temperature))];

    private static Calibration Calibrate(ClassifierOutputs test, byte[] predicted, bool[] correct, double temperature, double[] losses)
    {
        var (probabilities, confidences) = (new double[test.Classes], new double[test.Count]);
        for (var image = 0; image < test.Count; image++)
        {
            Probabilities.Softmax(test.Of(image), temperature, probabilities);
            confidences[image] = probabilities[predicted[image]];
        }

        return Calibration.Of(confidences, correct, losses.Average());
    }

    private static byte[] Pack(bool[] bits)
    {
        var packed = new byte[(bits.Length + 7) / 8];
        for (var index = 0; index < bits.Length; index++)
        {
            packed[index / 8] |= (byte)(bits[index] ? 1 << (index % 8) : 0);
        }

        return packed;
    }
}
