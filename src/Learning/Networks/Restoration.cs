using Clearsight.Learning.Export;
using Clearsight.Learning.Native;
using static TorchSharp.torch;

namespace Clearsight.Learning.Networks;

/// <summary>
/// Puts suspect pixels together from what a network answers for each: how much to keep of what is there, how much to turn
/// from the estimate that the trusted pixels around give, and what to add. Trusted pixels stay as they are. All of it is
/// linear, as a gate that has closed has no gradient: with sigmoids the network stayed at an all-black picture.
/// </summary>
internal static class Restoration
{
    /// <summary>Three answers a pixel.</summary>
    public const int Maps = 3;

    /// <param name="images">[n, 1, h, w]</param>
    /// <param name="answers">[n, 3, h, w]; where all are zero, the estimate is what is answered.</param>
    public static Tensor Compose(Tensor images, ImpulseEvidence evidence, Tensor answers)
    {
        var kept = answers.narrow(1, 0, 1) * evidence.Centred;
        var turned = answers.narrow(1, 1, 1).Plus(1) * evidence.Estimate;
        return where(evidence.Suspect, kept.Plus(turned).Plus(answers.narrow(1, 2, 1)).Plus(ImpulseEvidence.Middle), images);
    }

    public static string Describe(OnnxGraph graph, string images, DescribedEvidence evidence, string answers)
    {
        var kept = graph.Multiply(graph.Channel(answers, 0), evidence.Centred);
        var turned = graph.Multiply(graph.Add(graph.Channel(answers, 1), graph.Number(1)), evidence.Estimate);
        var added = graph.Add(graph.Channel(answers, 2), graph.Number(ImpulseEvidence.Middle));
        return graph.Where(evidence.Suspect, graph.Add(graph.Add(kept, turned), added), images);
    }
}
