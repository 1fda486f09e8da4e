using Clearsight.Learning.Data;
using Clearsight.Learning.Networks;
using Clearsight.Learning.Training;
using static TorchSharp.torch;

namespace Clearsight.Learning.Evaluation;

/// <param name="Loss">Mean categorical cross-entropy an image, in nats.</param>
/// <param name="Accuracy">0..1.</param>
internal sealed record ClassifierFigures(double Loss, double Accuracy);

internal static class ClassifierEvaluator
{
    /// <returns>Null when stopped.</returns>
    public static ClassifierFigures? Evaluate(Network network, NetworkWeights weights, ImageTensors images, Lanes lanes, Func<bool> stop)
    {
        var batches = EvaluationBatches.Map(images, lanes, stop, indices =>
        {
            var labels = images.Labels(indices);
            var logits = network.Answer(weights.Bind(), images.Scale(images.Pixels(indices)));
            var loss = nn.functional.cross_entropy(logits, labels, reduction: nn.Reduction.Sum).item<float>();
            return (Loss: loss, Correct: logits.argmax(1).eq(labels).sum().item<long>());
        });
        return batches is null
            ? null
            : new ClassifierFigures(batches.Sum(batch => (double)batch.Loss) / images.Count, (double)batches.Sum(batch => batch.Correct) / images.Count);
    }
}
