using System.Globalization;
using Clearsight.Domain.Datasets;
using Clearsight.Domain.Metrics;
using Clearsight.Domain.Models;
using Clearsight.Serving.Models;

namespace Clearsight.Workers;

/// <summary>Whether a trained classifier keeps its form in whole numbers: by what the runtime that serves it answers to the test images.</summary>
internal static class QuantizedForm
{
    /// <summary>Of the accuracy on the test split, what is given for the speed.</summary>
    private const double MostLost = 0.002;

    /// <param name="manifest">With the accuracy in floating point.</param>
    /// <param name="folder">Where the training left <see cref="ModelFiles.Onnx"/> and, maybe, <see cref="ModelFiles.QuantizedOnnx"/>, which is removed where it loses too much.</param>
    /// <returns>The manifest with the form's accuracy, or without the form, and a sentence for the log; both as they were where there is no such form.</returns>
    public static (ModelManifest Manifest, string? Verdict) Judge(ModelManifest manifest, string folder, LabelledImages test)
    {
        if (manifest.SignalRanges.Count == 0)
        {
            return (manifest, null);
        }

        var (accuracy, kept) = (manifest.Metrics[MetricKeys.TestAccuracy], Path.Combine(folder, ModelFiles.QuantizedOnnx));
        var quantized = Accuracy(manifest, Path.Combine(folder, ModelFiles.Onnx), kept, test);
        var figures = string.Create(CultureInfo.InvariantCulture, $"{quantized:0.0000} on the test images, in floating point {accuracy:0.0000}");
        if (quantized < accuracy - MostLost)
        {
            File.Delete(kept);
            return (manifest with { SignalRanges = [] }, $"In whole numbers the accuracy is {figures}: too much is lost, pictures are classified in floating point.");
        }

        var metrics = new Dictionary<string, double>(manifest.Metrics, StringComparer.Ordinal) { [MetricKeys.TestAccuracyQuantized] = quantized };
        return (manifest with { Metrics = metrics }, $"In whole numbers, which pictures are classified in, the accuracy is {figures}.");
    }

    private static double Accuracy(ModelManifest manifest, string path, string quantizedPath, LabelledImages test)
    {
        using var use = ServedModel.Load(new ModelVersion(1, "", 0, new Dictionary<string, string>(), manifest), path, quantizedPath: quantizedPath);
        var (probabilities, logits) = (new float[manifest.Classes.Count], new float[manifest.Classes.Count]);
        var correct = 0;
        for (var image = 0; image < test.Count; image++)
        {
            use.Model.Classify(Array.ConvertAll(test.Image(image).ToArray(), pixel => pixel / (float)byte.MaxValue), probabilities, logits, ofPictures: true);
            correct += Array.IndexOf(logits, logits.Max()) == test.Labels[image] ? 1 : 0;
        }

        return (double)correct / test.Count;
    }
}
