using System.Globalization;
using Clearsight.Domain.Datasets;
using Clearsight.Domain.Metrics;
using Clearsight.Domain.Models;
using Clearsight.Serving.Models;

namespace Clearsight.Workers;

/// <summary>Whether a trained classifier keeps its form in whole numbers: by what the runtime that serves it answers to the validation images.</summary>
internal static class QuantizedForm
{
    /// <summary>Of the accuracy on the validation split, what is given for the speed.</summary>
    private const double MostLost = 0.002;

    /// <param name="manifest">With the accuracies in floating point.</param>
    /// <param name="folder">Where the training left <see cref="ModelFiles.Onnx"/> and, maybe, <see cref="ModelFiles.QuantizedOnnx"/>, which is removed where it loses too much.</param>
    /// <param name="validation">What decides: the test split has nothing to say in how a model is made.</param>
    /// <param name="test">What the accuracy of a form that is kept is told of.</param>
    /// <exception cref="OperationCanceledException">The token was canceled; the files are as they were.</exception>
    /// <returns>The manifest with the form's accuracy on the test images, or without the form, and a sentence for the log; both as they were where there is no such form.</returns>
    public static (ModelManifest Manifest, string? Verdict) Judge(
        ModelManifest manifest, string folder, LabelledImages validation, LabelledImages test, CancellationToken cancellationToken)
    {
        if (manifest.SignalRanges.Count == 0)
        {
            return (manifest, null);
        }

        var accuracy = manifest.Metrics[MetricKeys.ValidationAccuracy];
        var quantized = Accuracy(manifest, folder, validation, cancellationToken);
        var figures = string.Create(CultureInfo.InvariantCulture, $"{quantized:0.0000} on the validation images, in floating point {accuracy:0.0000}");
        if (quantized < accuracy - MostLost)
        {
            File.Delete(Path.Combine(folder, ModelFiles.QuantizedOnnx));
            return (manifest with { SignalRanges = [] }, $"In whole numbers the accuracy is {figures}: too much is lost, pictures are classified in floating point.");
        }

        var metrics = new Dictionary<string, double>(manifest.Metrics, StringComparer.Ordinal) { [MetricKeys.TestAccuracyQuantized] = Accuracy(manifest, folder, test, cancellationToken) };
        return (manifest with { Metrics = metrics }, $"In whole numbers, which pictures are classified in, the accuracy is {figures}.");
    }

    private static double Accuracy(ModelManifest manifest, string folder, LabelledImages images, CancellationToken cancellationToken)
    {
        using var use = ServedModel.Load(
            new ModelVersion(1, "", 0, new Dictionary<string, string>(), manifest),
            Path.Combine(folder, ModelFiles.Onnx),
            quantizedPath: Path.Combine(folder, ModelFiles.QuantizedOnnx));
        var (probabilities, logits) = (new float[manifest.Classes.Count], new float[manifest.Classes.Count]);
        var correct = 0;
        for (var image = 0; image < images.Count; image++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            use.Model.Classify(Array.ConvertAll(images.Image(image).ToArray(), pixel => pixel / (float)byte.MaxValue), probabilities, logits, ofPictures: true);
            correct += Array.IndexOf(logits, logits.Max()) == images.Labels[image] ? 1 : 0;
        }

        return (double)correct / images.Count;
    }
}
