using Clearsight.Domain.Models;
using Clearsight.Learning.Data;
using Clearsight.Learning.Networks;
using Clearsight.Learning.Training;

namespace Clearsight.Learning.Evaluation;

/// <summary>How large the signals of a finished network become, which its form in whole numbers must know beforehand.</summary>
internal static class SignalRanges
{
    private const int MostImages = 2_000;

    /// <summary>Of an image's largest values the one that a hundredth of the images exceed: cutting those off costs less than a coarser step for all.</summary>
    private const double Share = 0.99;

    /// <param name="images">Of the validation split: the test split has nothing to say in how a model is made.</param>
    /// <returns>As many as <see cref="Network.QuantizedSignals"/>; null when stopped.</returns>
    public static IReadOnlyList<double>? Measure(Network network, NetworkWeights weights, ImageTensors images, Lanes lanes, Func<bool> stop)
    {
        int[] some = [.. Enumerable.Range(0, Math.Min(images.Count, MostImages))];
        var batches = EvaluationBatches.Map(some, "evaluation", lanes, stop, indices =>
            network.Signals(weights.Bind(), images.Scale(images.Pixels(indices)))
                .Select(signal => signal.flatten(1).amax(1).data<float>().ToArray())
                .ToArray());
        return batches is null
            ? null
            : [.. Enumerable.Range(0, network.QuantizedSignals).Select(signal => Range([.. batches.SelectMany(batch => batch[signal])]))];
    }

    private static double Range(float[] largest)
    {
        Array.Sort(largest);
        // A signal that is zero for all images has no range to divide.
        return Math.Max(largest[(int)(Share * (largest.Length - 1))], ManifestRules.LeastRange);
    }
}
