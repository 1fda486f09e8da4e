namespace Clearsight.Domain.Metrics;

/// <summary>From a classifier's logits to probabilities.</summary>
public static class Probabilities
{
    /// <summary>The softmax of one image's logits, each divided by <paramref name="temperature"/> first.</summary>
    public static void Softmax(ReadOnlySpan<float> logits, double temperature, Span<double> probabilities)
    {
        // Without the largest the exponentials would overflow; it cancels out.
        var (largest, sum) = (Largest(logits), 0.0);
        for (var index = 0; index < logits.Length; index++)
        {
            sum += probabilities[index] = Math.Exp((logits[index] - largest) / temperature);
        }

        for (var index = 0; index < logits.Length; index++)
        {
            probabilities[index] /= sum;
        }
    }

    /// <summary>The index of the largest logit, the first of equal ones.</summary>
    public static int Prediction(ReadOnlySpan<float> logits) => logits.IndexOf(Largest(logits));

    /// <summary>−log of the probability of the actual class, in nats: the categorical cross-entropy of one image.</summary>
    public static double Loss(ReadOnlySpan<float> logits, int actual, double temperature)
    {
        var (largest, sum) = (Largest(logits), 0.0);
        foreach (var logit in logits)
        {
            sum += Math.Exp((logit - largest) / temperature);
        }

        return Math.Log(sum) - ((logits[actual] - largest) / temperature);
    }

    private static float Largest(ReadOnlySpan<float> logits)
    {
        var largest = logits[0];
        foreach (var logit in logits[1..])
        {
            largest = Math.Max(largest, logit);
        }

        return largest;
    }
}
