using Clearsight.Domain;
using Clearsight.Domain.Datasets;

namespace Clearsight.Learning.Data;

/// <summary>Images and the same images with noise that never changes, for evaluation.</summary>
internal sealed class NoisyImages : IDisposable
{
    /// <param name="split">Each split has noise of its own.</param>
    public NoisyImages(LabelledImages images, NoiseDensities densities, string split)
    {
        var noisy = images with { Pixels = [.. images.Pixels] };
        densities.Apply(noisy.Pixels, images.Height * images.Width, new RandomStream(SaltAndPepperNoise.EvaluationSeed, Purpose(split)));
        Clean = new ImageTensors(images);
        Noisy = new ImageTensors(noisy);
    }

    /// <summary>What the noise of a split is drawn for.</summary>
    public static string Purpose(string split) => $"noise/{split}";

    public ImageTensors Clean { get; }
    public ImageTensors Noisy { get; }

    public void Dispose()
    {
        Clean.Dispose();
        Noisy.Dispose();
    }
}
