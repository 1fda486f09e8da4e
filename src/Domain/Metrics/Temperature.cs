namespace Clearsight.Domain.Metrics;

/// <summary>
/// The one number that logits are divided by so that probabilities become honest, without a prediction changing (Guo et
/// al., "On Calibration of Modern Neural Networks", 2017).
/// </summary>
public static class Temperature
{
    public const double Minimum = 0.05;
    public const double Maximum = 20;

    /// <summary>Halves the range of the inverse each time, down to what a double can tell apart.</summary>
    private const int Halvings = 50;

    /// <summary>The temperature of the smallest mean cross-entropy.</summary>
    /// <param name="logits">Images × classes.</param>
    /// <param name="labels">The actual class of each image.</param>
    /// <returns>Between <see cref="Minimum"/> and <see cref="Maximum"/>; 1 without images.</returns>
    public static double Fit(ReadOnlySpan<float> logits, ReadOnlySpan<byte> labels)
    {
        if (labels.IsEmpty)
        {
            return 1;
        }

        // In the inverse temperature the cross-entropy is convex, so its slope has one sign on either side of the best.
        var (low, high) = (1 / Maximum, 1 / Minimum);
        var probabilities = new double[logits.Length / labels.Length];
        for (var halving = 0; halving < Halvings; halving++)
        {
            var middle = (low + high) / 2;
            (low, high) = Slope(logits, labels, middle, probabilities) < 0 ? (middle, high) : (low, middle);
        }

        return 2 / (low + high);
    }

    /// <summary>The derivative of the summed cross-entropy by the inverse temperature: expected logit − logit of the actual class.</summary>
    private static double Slope(ReadOnlySpan<float> logits, ReadOnlySpan<byte> labels, double inverse, double[] probabilities)
    {
        var (classes, slope) = (probabilities.Length, 0.0);
        for (var image = 0; image < labels.Length; image++)
        {
            var own = logits.Slice(image * classes, classes);
            Probabilities.Softmax(own, 1 / inverse, probabilities);
            for (var index = 0; index < classes; index++)
            {
                slope += probabilities[index] * (own[index] - own[labels[image]]);
            }
        }

        return slope;
    }
}
