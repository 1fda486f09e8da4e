using Clearsight.Domain;
using Clearsight.Learning.Data;
using Clearsight.Learning.Training;
using static TorchSharp.torch;

namespace Clearsight.Learning.Evaluation;

/// <summary>Classifies images, clean or restored, and says which it gets right.</summary>
internal sealed class Judge : IDisposable
{
    private readonly LoadedClassifier _classifier;

    /// <exception cref="TrainingFailedException">Its weights cannot be read.</exception>
    public Judge(FinishedClassifier model)
    {
        Model = model;
        _classifier = new LoadedClassifier(model, "judges restored images");
    }

    public FinishedClassifier Model { get; }

    /// <param name="pixels">Images × height × width values 0..1.</param>
    /// <param name="labels">What the images show.</param>
    /// <returns>Whether it gets each right.</returns>
    public bool[] Recognized(float[] pixels, int height, int width, ReadOnlySpan<byte> labels)
    {
        using var scope = NewDisposeScope();
        return Recognized(tensor(pixels, [labels.Length, 1, height, width]), labels);
    }

    /// <returns>The share of all images, 0..1; null when stopped.</returns>
    public double? Accuracy(ImageTensors images, Lanes lanes, Func<bool> stop) =>
        EvaluationBatches.Map(images, lanes, stop, indices =>
            Recognized(images.Scale(images.Pixels(indices)), [.. images.Labels(indices).data<long>().ToArray().Select(label => (byte)label)]))
        is { } batches ? (double)batches.Sum(batch => batch.Count(true.Equals)) / images.Count : null;

    public void Dispose() => _classifier.Dispose();

    /// <summary>In the caller's dispose scope, and without gradients.</summary>
    private bool[] Recognized(Tensor images, ReadOnlySpan<byte> labels)
    {
        var logits = _classifier.Logits(images);
        var (predicted, recognized) = (logits.argmax(1).data<long>(), new bool[labels.Length]);
        for (var image = 0; image < labels.Length; image++)
        {
            recognized[image] = predicted[image] == labels[image];
        }

        return recognized;
    }
}
