using Clearsight.Api.Plots;
using Clearsight.Api.Tests.Models;
using Clearsight.Domain;
using Clearsight.Domain.Datasets;
using Clearsight.Domain.Evaluation;
using Clearsight.Domain.Jobs;
using Clearsight.Domain.Metrics;
using Clearsight.Domain.Models;
using Clearsight.Domain.Recipes;

namespace Clearsight.Api.Tests.Plots;

/// <summary>Figures to draw plots of: drawn from a fixed seed, so they are the same everywhere.</summary>
internal static class SampleFigures
{
    private const int Side = 8;

    public static readonly string[] Classes = ["T-shirt/top", "Trouser", "Ankle boot"];

    public static readonly DatasetCard Card = new("shapes", "Shapes & more", "drawn", Classes, Side, Side, TrainCount: 0, TestCount: 40, "sha256:00");

    public static ModelVersion Version(TaskKind task, string name = "sample", int version = 1)
    {
        var digest = "sha256:" + new string('0', 64);
        return new ModelVersion(version, digest, 1, new Dictionary<string, string> { [ModelFiles.Evaluation] = digest }, ModelFolders.Manifest(name, task));
    }

    /// <param name="strength">How far the right class stands out.</param>
    public static EvaluatedModel Classifier(IReadOnlyList<string> classes, int version = 1, double strength = 2, int images = 300)
    {
        var outputs = Outputs(classes.Count, strength, images);
        var evaluation = ClassifierEvaluation.Of(outputs, outputs, classes) with { Samples = ClassifierSamples.Of(outputs, Images(outputs.Labels)) };
        return new EvaluatedModel(Version(TaskKind.Classify, version: version), new ModelEvaluation(evaluation, null));
    }

    public static EvaluatedModel Denoiser(int version = 1, double lead = 4)
    {
        var densities = DenoiserEvaluation.MeasuredDensities.Select(density => new DensityEvaluation(
            density, Figures(22 - (14 * density) + lead), Figures(17 - (16 * density)), Figures(23 - (22 * density)), Figures(16 - (11 * density)), Figures(24 - (20 * density))));
        var clean = Images([0, 1, 2, 0, 1, 2, 0, 1]);
        var samples = Enumerable.Range(0, clean.Count).Select(image => Restored(clean.Image(image).ToArray(), image));
        var evaluation = new DenoiserEvaluation(100, 1_000, [.. densities], Samples: new DenoiserSamples(Side, Side, [.. samples]));
        return new EvaluatedModel(Version(TaskKind.Denoise, version: version), new ModelEvaluation(null, evaluation));
    }

    public static TrainingHistory History(int epochs = 12)
    {
        var metrics = Enumerable.Range(1, epochs).SelectMany(epoch => new[]
        {
            Point(MetricKeys.TrainLoss, epoch, 0.2 + (1.0 / epoch)),
            Point(MetricKeys.ValidationLoss, epoch, 0.3 + (0.6 / epoch) + (0.002 * epoch)),
            Point(MetricKeys.TrainAccuracy, epoch, 0.95 - (0.4 / epoch)),
            Point(MetricKeys.ValidationAccuracy, epoch, 0.92 - (0.3 / epoch)),
        });
        return new TrainingHistory("sample:1", Loss.CrossEntropy, LearningCurves.Of(metrics), Math.Min(epochs, 9));
    }

    public static (TrainingJob Job, IReadOnlyList<Metric> Points) Training(int number) => (
        new TrainingJob
        {
            Id = new string('0', 31) + number,
            Recipe = "fashion-classifier",
            Task = TaskKind.Classify,
            Network = NetworkIds.FashionCnn,
            Dataset = "shapes",
            Hyperparameters = RecipeCatalog.Find("fashion-classifier")!.Defaults,
            ModelName = "sample",
            CreatedAt = DateTimeOffset.UnixEpoch,
        },
        [.. Enumerable.Range(1, 6 * number).Select(epoch => Point(MetricKeys.ValidationLoss, epoch, 0.3 + (0.6 / (epoch * number))))]);

    /// <summary>Two thirds into the next epoch, as a page sees it that has been open for a while.</summary>
    public static TrainingHistory UnderWay(int epochs = 4) => History(epochs) with
    {
        UnderWay = [.. Enumerable.Range(1, 8).Select(part => new PartOfEpoch(epochs + (part / 12.0), 0.75 - (part / 40.0), 0.8 + (part / 100.0)))],
    };

    /// <summary>A slanted bar in each, from another corner for each label.</summary>
    public static LabelledImages Images(byte[] labels)
    {
        var random = new RandomStream(7, "pictures");
        var pixels = labels.SelectMany(label => Enumerable.Range(0, Side * Side).Select(pixel =>
            (byte)(Math.Abs((pixel / Side * (label + 1)) - (pixel % Side)) < 2 ? 200 + random.Below(56) : random.Below(40))));
        return new LabelledImages(Side, Side, [.. pixels], labels);
    }

    public static Metric Point(string key, int epoch, double value) => new(key, epoch, epoch * 100, value, DateTimeOffset.UnixEpoch);

    private static ClassifierOutputs Outputs(int classes, double strength, int images)
    {
        var random = new RandomStream(3, "logits");
        byte[] labels = [.. Enumerable.Range(0, images).Select(image => (byte)(image % classes))];
        var logits = labels.SelectMany(label => Enumerable.Range(0, classes).Select(index => (float)((index == label ? strength : 0) + (4 * random.NextDouble()))));
        return new ClassifierOutputs([.. logits], labels);
    }

    private static RestorationFigures Figures(double psnr) => new(Math.Pow(10, -psnr / 10), psnr, 0.9, new PixelFigures(null, null), new PixelFigures(null, null));

    private static RestoredImage Restored(byte[] clean, int image)
    {
        var random = new RandomStream(5, $"noise/{image}");
        var density = DenoiserSamples.Densities[image / DenoiserSamples.ImagesOfEachDensity];
        byte[] noisy = [.. clean.Select(pixel => random.NextDouble() < density ? (byte)(255 * random.Below(2)) : pixel)];
        return new RestoredImage(image, density, clean, noisy, [.. clean.Zip(noisy, (one, other) => (byte)((one * 0.9) + (other * 0.1)))]);
    }
}
