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
    private protected abstract EvidenceRule Evidence { get; }

    public sealed override TaskKind Task => TaskKind.Denoise;
    public sealed override IReadOnlyList<int> InputShape { get; } = [-1, 1, -1, -1];
    public sealed override IReadOnlyList<int> OutputShape { get; } = [-1, 1, -1, -1];
    public sealed override bool EndsInLogits => false;

    /// <returns>The pixels as they came where they are neither black nor white, and restored ones, not yet cut to 0..1.</returns>
    internal sealed override Tensor Logits(BoundWeights weights, Tensor images, Dropout dropout)
    {
        var evidence = ImpulseEvidence.Of(images, Evidence);
        return Restoration.Compose(images, evidence, PixelAnswers(weights, evidence));
    }

    /// <summary>
    /// What the network adds has its <see cref="ImpulseEvidence.Weight"/> here only: trained behind it, it learns to add the
    /// more the less that weighs (docs/adr/0023).
    /// </summary>
    /// <returns>The same as <see cref="Logits"/>.</returns>
    internal sealed override Tensor Answer(BoundWeights weights, Tensor images)
    {
        var evidence = ImpulseEvidence.Of(images, Evidence);
        var answers = PixelAnswers(weights, evidence);
        return Restoration.Compose(images, evidence, evidence.Weight is { } weight ? answers * weight : answers);
    }

    internal sealed override string Describe(OnnxGraph graph, string images)
    {
        var evidence = ImpulseEvidence.Describe(graph, images, Evidence);
        var answers = DescribePixelAnswers(graph, evidence.Stacked);
        return Restoration.Describe(graph, images, evidence, evidence.Weight is { } weight ? graph.Multiply(answers, weight) : answers);
    }

    /// <param name="evidence">[n, 3, h, w], <see cref="ImpulseEvidence.Stacked"/>.</param>
    /// <returns>[n, 3, h, w], as <see cref="Restoration.Compose"/> takes them.</returns>
    private protected abstract Tensor PixelAnswers(BoundWeights weights, Tensor evidence);

    /// <summary>The same function as <see cref="PixelAnswers(BoundWeights, Tensor)"/>.</summary>
    private protected abstract string DescribePixelAnswers(OnnxGraph graph, string evidence);

    private Tensor PixelAnswers(BoundWeights weights, ImpulseEvidence evidence) =>
        PixelAnswers(weights, evidence.Stacked).to_type(evidence.Centred.dtype);
}
