using Clearsight.Domain;
using Clearsight.Learning.Export;
using static TorchSharp.torch;

namespace Clearsight.Learning.Networks;

/// <summary>
/// What the networks share that restore the pixels that salt-and-pepper noise may have hit and answer all others as they
/// came: a network itself says no more than how it comes from the evidence to <see cref="Restoration.Maps"/> answers a
/// pixel. Images of any size from 1 × 1.
/// </summary>
public abstract class ImpulseRestorer : Network
{
    public sealed override TaskKind Task => TaskKind.Denoise;
    public sealed override IReadOnlyList<int> InputShape { get; } = [-1, 1, -1, -1];
    public sealed override IReadOnlyList<int> OutputShape { get; } = [-1, 1, -1, -1];
    public sealed override bool EndsInLogits => false;

    /// <returns>The pixels as they came where they are neither black nor white, and restored ones, not yet cut to 0..1.</returns>
    internal sealed override Tensor Logits(BoundWeights weights, Tensor images, Dropout dropout)
    {
        var evidence = ImpulseEvidence.Of(images);
        return Restoration.Compose(images, evidence, PixelAnswers(weights, evidence.Stacked).to_type(images.dtype));
    }

    internal sealed override string Describe(OnnxGraph graph, string images)
    {
        var evidence = ImpulseEvidence.Describe(graph, images);
        return Restoration.Describe(graph, images, evidence, DescribePixelAnswers(graph, evidence.Stacked));
    }

    /// <param name="evidence">[n, 3, h, w], <see cref="ImpulseEvidence.Stacked"/>.</param>
    /// <returns>[n, 3, h, w], as <see cref="Restoration.Compose"/> takes them.</returns>
    private protected abstract Tensor PixelAnswers(BoundWeights weights, Tensor evidence);

    /// <summary>The same function as <see cref="PixelAnswers"/>.</summary>
    private protected abstract string DescribePixelAnswers(OnnxGraph graph, string evidence);
}
