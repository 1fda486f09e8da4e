using Clearsight.Learning.Data;
using Clearsight.Learning.Networks;
using static TorchSharp.torch;

namespace Clearsight.Learning.Evaluation;

/// <param name="Loss">Mean categorical cross-entropy an image, in nats.</param>
/// <param name="Accuracy">0..1.</param>
internal sealed record ClassifierFigures(double Loss, double Accuracy);

internal static class ClassifierEvaluator
{
    /// <returns>Null when stopped.</returns>
    public static ClassifierFigures? Evaluate(Network network, NetworkWeights weights, ImageTensors images, Func<bool> stop)
    {
        var loss = 0.0;
        var correct = 0L;
        var finished = EvaluationBatches.ForEach(images, stop, indices =>
        {
            var labels = images.Labels(indices);
            var logits = network.Logits(weights.Bind(), images.Scale(images.Pixels(indices)), Dropout.None);
            loss += nn.functional.cross_entropy(logits, labels, reduction: nn.Reduction.Sum).item<float>();
            correct += logits.argmax(1).eq(labels).sum().item<long>();
        });
        return finished ? new ClassifierFigures(loss / images.Count, (double)correct / images.Count) : null;
    }
}
