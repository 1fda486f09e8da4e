using Clearsight.Domain.Datasets;
using Clearsight.Domain.Evaluation;
using Clearsight.Learning.Data;
using Clearsight.Learning.Networks;
using Clearsight.Learning.Training;

namespace Clearsight.Learning.Evaluation;

/// <summary>Everything that is told of a finished classifier; what an epoch is judged by is <see cref="ClassifierEvaluator"/>'s.</summary>
internal static class ClassifierExamination
{
    /// <param name="pictures">The images of the test split.</param>
    /// <param name="validation">What the temperature is fitted on.</param>
    /// <returns>Null when stopped.</returns>
    public static ClassifierEvaluation? Run(
        Network network, NetworkWeights weights, LabelledImages pictures, ImageTensors validation, IReadOnlyList<string> classes, Lanes lanes, Func<bool> stop)
    {
        using var test = new ImageTensors(pictures);
        return Outputs(network, weights, test, lanes, stop) is { } onTest && Outputs(network, weights, validation, lanes, stop) is { } onValidation
            ? ClassifierEvaluation.Of(onTest, onValidation, classes) with { Samples = ClassifierSamples.Of(onTest, pictures) }
            : null;
    }

    private static ClassifierOutputs? Outputs(Network network, NetworkWeights weights, ImageTensors images, Lanes lanes, Func<bool> stop)
    {
        var batches = EvaluationBatches.Map(images, lanes, stop, indices =>
        {
            var logits = network.Answer(weights.Bind(), images.Scale(images.Pixels(indices)));
            return (Logits: logits.contiguous().data<float>().ToArray(), Labels: images.Labels(indices).data<long>().ToArray());
        });
        return batches is null
            ? null
            : new ClassifierOutputs(
                [.. batches.SelectMany(batch => batch.Logits)],
                [.. batches.SelectMany(batch => batch.Labels).Select(label => (byte)label)]);
    }
}
