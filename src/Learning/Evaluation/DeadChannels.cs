using Clearsight.Learning.Data;
using Clearsight.Learning.Networks;
using Clearsight.Learning.Training;

namespace Clearsight.Learning.Evaluation;

/// <summary>
/// Channels of rectified signals that are zero whatever the network sees ("dying ReLU": Lu et al., 2019). They have no
/// gradient: a training that takes them over trains a smaller network.
/// </summary>
/// <param name="Dead">How many there are, for each of <see cref="Network.Signals"/>.</param>
/// <param name="Channels">How many channels it has.</param>
internal sealed record DeadChannels(IReadOnlyList<int> Dead, IReadOnlyList<int> Channels)
{
    /// <summary>What says nothing to a thousand images may speak to the next one, but has little to say.</summary>
    public const int MostImages = 1_000;

    public bool Any => Dead.Any(dead => dead > 0);

    public static DeadChannels Count(Network network, NetworkWeights weights, ImageTensors images, Lanes lanes)
    {
        var largest = EvaluationBatches.Map(images, lanes, () => false, indices =>
            network.Signals(weights.Bind(), images.Scale(images.Pixels(indices)))
                .Select(signal => signal.transpose(0, 1).flatten(1).amax(1).data<float>().ToArray())
                .ToArray())!;
        int[] channels = Array.ConvertAll(largest[0], signal => signal.Length);
        return new DeadChannels(
            [.. channels.Select((count, signal) => Enumerable.Range(0, count).Count(channel => largest.All(batch => batch[signal][channel] <= 0)))],
            channels);
    }

    /// <summary>For example "0 of 64, 1 of 32 and 2 of 16 channels".</summary>
    public override string ToString()
    {
        var parts = Dead.Zip(Channels, (dead, all) => $"{dead} of {all}").ToArray();
        return $"{string.Join(", ", parts[..^1])} and {parts[^1]} channels";
    }
}
