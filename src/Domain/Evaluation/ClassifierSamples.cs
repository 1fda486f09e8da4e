using Clearsight.Domain.Datasets;
using Clearsight.Domain.Metrics;

namespace Clearsight.Domain.Evaluation;

/// <summary>
/// The mistakes on the test split that a classifier is surest of, surest first. They have their pictures with them, so
/// that a host without the data set can show them.
/// </summary>
/// <param name="Height">Of every picture, in pixels.</param>
/// <param name="Width">The same.</param>
public sealed record ClassifierSamples(int Height, int Width, IReadOnlyList<Mistake> Mistakes)
{
    public const int MostMistakes = 16;

    /// <param name="outputs">For the images, in their order.</param>
    public static ClassifierSamples Of(ClassifierOutputs outputs, LabelledImages images)
    {
        var mistakes = new List<(int Image, byte Predicted, double Confidence)>();
        var probabilities = new double[outputs.Classes];
        for (var image = 0; image < outputs.Count; image++)
        {
            var predicted = Probabilities.Prediction(outputs.Of(image));
            if (predicted != outputs.Labels[image])
            {
                Probabilities.Softmax(outputs.Of(image), temperature: 1, probabilities);
                mistakes.Add((image, (byte)predicted, probabilities[predicted]));
            }
        }

        // The sort is stable: among equally sure ones the first of the split comes first.
        return new ClassifierSamples(
            images.Height,
            images.Width,
            [
                .. mistakes.OrderByDescending(mistake => mistake.Confidence).Take(MostMistakes).Select(mistake => new Mistake(
                    mistake.Image, outputs.Labels[mistake.Image], mistake.Predicted, mistake.Confidence, images.Image(mistake.Image).ToArray())),
            ]);
    }
}

/// <param name="Image">Its place in the test split, from 0.</param>
/// <param name="Actual">The index of the class that the data set gives.</param>
/// <param name="Predicted">The index of the class that the classifier takes it for.</param>
/// <param name="Confidence">The probability that it gives that class, 0..1, without a temperature.</param>
/// <param name="Pixels">Height × width bytes, row by row, 0 (black) to 255.</param>
public sealed record Mistake(int Image, int Actual, int Predicted, double Confidence, byte[] Pixels);
