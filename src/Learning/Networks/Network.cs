using Clearsight.Domain;
using Clearsight.Learning.Export;
using Clearsight.Learning.Native;
using static TorchSharp.torch;

namespace Clearsight.Learning.Networks;

/// <summary>
/// An architecture, untrained: which parameters it has and what it computes with them. It holds no tensor; the numbers
/// come in as <see cref="BoundWeights"/>.
/// </summary>
public abstract class Network
{
    /// <summary>One of <see cref="Domain.Recipes.NetworkIds"/>.</summary>
    public abstract string Id { get; }

    public abstract TaskKind Task { get; }

    /// <summary>Batch, channels, height, width; -1 where any size goes. Pixel values are 0..1.</summary>
    public abstract IReadOnlyList<int> InputShape { get; }

    /// <summary>Of the probabilities [batch, classes] or of the cleaned image [batch, 1, height, width].</summary>
    public abstract IReadOnlyList<int> OutputShape { get; }

    /// <summary>In the order in which an image meets them.</summary>
    public abstract IReadOnlyList<ParameterShape> Parameters { get; }

    /// <summary>How a large image may be cut for a network that takes any size; null for the others.</summary>
    public virtual Tiling? Tiling => null;

    /// <summary>
    /// Whether a denoiser's <see cref="Logits"/> are such. False where they are pixel values already, which may lie outside
    /// 0..1: a squared error is then taken of them as they are, because it has no gradient behind a limit.
    /// </summary>
    public virtual bool EndsInLogits => true;

    /// <summary>Whether an image and its mirror image have the same <see cref="Answer"/>.</summary>
    public virtual bool AnswersFromBothSides => false;

    /// <summary>How many signals <see cref="DescribeQuantized"/> must know the ranges of; 0 where the network has no such form.</summary>
    public virtual int QuantizedSignals => 0;

    public int ParameterCount => Parameters.Sum(parameter => parameter.Count);

    /// <summary>What comes before the last sigmoid or softmax: losses on logits are exact where those saturate.</summary>
    internal abstract Tensor Logits(BoundWeights weights, Tensor images, Dropout dropout);

    /// <summary>The logits that a trained network answers with and is measured by.</summary>
    internal virtual Tensor Answer(BoundWeights weights, Tensor images) => Logits(weights, images, Dropout.None);

    /// <summary>The same function as <see cref="Answer"/>, for a runtime without libtorch.</summary>
    /// <param name="images">The name of the graph's input, [n, 1, height, width].</param>
    /// <returns>The name of the logits.</returns>
    internal abstract string Describe(OnnxGraph graph, string images);

    /// <summary>These signals of some images, rectified: [n, …] each, in the order in which an image meets them.</summary>
    internal virtual IReadOnlyList<Tensor> Signals(BoundWeights weights, Tensor images) => [];

    /// <summary>About the same function as <see cref="Answer"/>, most of it in whole numbers of eight bits.</summary>
    /// <param name="images">The name of the graph's input, [n, 1, height, width].</param>
    /// <param name="ranges">The largest value of each of the <see cref="Signals"/> that is told apart.</param>
    /// <returns>The name of the logits.</returns>
    internal virtual string DescribeQuantized(OnnxGraph graph, string images, IReadOnlyList<double> ranges) =>
        throw new NotSupportedException($"The network '{Id}' is not computed in whole numbers.");

    /// <summary>Class probabilities, or the cleaned pixels 0..1.</summary>
    internal Tensor Activate(Tensor logits) =>
        Task == TaskKind.Classify ? logits.softmax(1) : EndsInLogits ? logits.sigmoid() : Numbers.Limit(logits, 0, 1);
}
