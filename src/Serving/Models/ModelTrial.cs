using Clearsight.Domain;
using Clearsight.Domain.Models;
using Microsoft.ML.OnnxRuntime;

namespace Clearsight.Serving.Models;

/// <summary>Runs a model that nobody has run yet, before anybody may select it.</summary>
public static class ModelTrial
{
    /// <param name="version">Need not be registered.</param>
    /// <param name="path">Its <see cref="ModelFiles.Onnx"/>.</param>
    /// <param name="quantizedPath">Its <see cref="ModelFiles.QuantizedOnnx"/>, if it has one.</param>
    /// <exception cref="InvalidDataException">It cannot be loaded, or answers a plain image with what is no number.</exception>
    public static void Run(ModelVersion version, string path, string? quantizedPath = null)
    {
        try
        {
            using var use = ServedModel.Load(version, path, quantizedPath: quantizedPath);
            var (width, height) = (use.Model.Frame.Width, use.Model.Frame.Height);
            foreach (var image in Images(width * height))
            {
                Answer(use.Model, image, width, height);
            }
        }
        catch (UnavailableException exception)
        {
            throw new InvalidDataException("The network answers an image with what is no number: its weights are too large.", exception);
        }
        catch (OnnxRuntimeException exception)
        {
            throw new InvalidDataException("The network cannot be run.", exception);
        }
    }

    /// <summary>Black, white, and half of the pixels each.</summary>
    private static float[][] Images(int pixels)
    {
        var random = new RandomStream(2026, "trial images");
        return [new float[pixels], [.. Enumerable.Repeat(1f, pixels)], [.. Enumerable.Range(0, pixels).Select(_ => (float)random.Below(2))]];
    }

    private static void Answer(ServedModel model, float[] image, int width, int height)
    {
        if (model.Version.Manifest.Task == TaskKind.Denoise)
        {
            model.Denoise(image, width, height, new float[image.Length]);
            return;
        }

        var classes = model.Version.Manifest.Classes.Count;
        model.Classify(image, new float[classes], new float[classes]);
        model.Classify(image, new float[classes], new float[classes], ofPictures: true);
    }
}
