using Clearsight.Domain.Evaluation;
using Clearsight.Domain.Models;
using Clearsight.Domain.Recipes;

namespace Clearsight.Domain.Tests.Evaluation;

/// <summary>Evaluated versions of no network at all: what they answer is written down.</summary>
internal static class SampleModels
{
    public static readonly IReadOnlyList<string> Classes = ["circle", "square"];

    /// <summary>Six images, alternately circle and square; the logit of the predicted class is larger by <paramref name="margin"/>.</summary>
    /// <param name="predicted">A class index by image.</param>
    public static EvaluatedModel Classifier(string name, byte[] predicted, float margin = 2)
    {
        byte[] actual = [.. Enumerable.Range(0, predicted.Length).Select(image => (byte)(image % 2))];
        float[] logits = [.. predicted.SelectMany(label => label == 0 ? new[] { margin, 0 } : [0, margin])];
        var outputs = new ClassifierOutputs(logits, actual);
        return new EvaluatedModel(Version(name, TaskKind.Classify), new ModelEvaluation(ClassifierEvaluation.Of(outputs, outputs, Classes), null));
    }

    /// <param name="psnr10">At a noise density of 10 %; null for a restoration without error.</param>
    /// <param name="psnr50">At 50 %.</param>
    public static EvaluatedModel Denoiser(string name, double? psnr10, double? psnr50) => new(
        Version(name, TaskKind.Denoise),
        new ModelEvaluation(null, new DenoiserEvaluation(100, 1_000, [Density(0.1, psnr10), Density(0.5, psnr50)])));

    /// <summary>The same, as if it had been trained on another data set.</summary>
    public static EvaluatedModel TrainedOn(this EvaluatedModel model, string dataset, string digest, string? testDigest)
    {
        var manifest = model.Version.Manifest with { Dataset = dataset, DatasetDigest = digest, TestDigest = testDigest };
        return model with { Version = model.Version with { Manifest = manifest } };
    }

    public static ModelVersion Version(string name, TaskKind task) => new(1, "sha256:11", 1, new Dictionary<string, string>(), new ModelManifest
    {
        Name = name,
        Task = task,
        Network = NetworkIds.FashionCnn,
        Recipe = "fashion-classifier",
        Dataset = "shapes",
        DatasetDigest = "sha256:22",
        Hyperparameters = new Hyperparameters(),
        Epoch = 3,
        Metrics = new Dictionary<string, double> { ["train/accuracy"] = 0.75, ["train/loss"] = 0.5 },
        InputShape = [-1, 1, 28, 28],
        OutputShape = [-1, 2],
        Classes = Classes,
        ParameterCount = 1_234,
        CreatedAt = DateTimeOffset.UnixEpoch,
    });

    private static DensityEvaluation Density(double density, double? psnr) => new(density, Figures(psnr), Figures(9), Figures(17), Figures(14), Figures(19));

    private static RestorationFigures Figures(double? psnr) =>
        new(psnr is null ? 0 : Math.Pow(10, -psnr.Value / 10), psnr, 0.5, new PixelFigures(0.01, 20), new PixelFigures(null, null));
}
