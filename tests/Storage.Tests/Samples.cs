using Clearsight.Domain;
using Clearsight.Domain.Jobs;
using Clearsight.Domain.Metrics;
using Clearsight.Domain.Models;
using Clearsight.Domain.Recipes;

namespace Clearsight.Storage.Tests;

internal static class Samples
{
    public static readonly DateTimeOffset Noon = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    /// <param name="minute">Minutes after noon at which it was created; ids sort by it.</param>
    public static TrainingJob Job(int minute = 0)
    {
        var recipe = RecipeCatalog.Find("mnist-denoiser")!;
        return new TrainingJob
        {
            Id = Guid.CreateVersion7(Noon.AddMinutes(minute)).ToString("N"),
            Recipe = recipe.Id,
            Task = recipe.Task,
            Network = recipe.Network,
            Dataset = recipe.Dataset,
            Hyperparameters = recipe.Defaults,
            ModelName = recipe.ModelName,
            CreatedAt = Noon.AddMinutes(minute),
        };
    }

    public static Metric Metric(string key, int epoch, double value) => new(key, epoch, epoch * 100, value, Noon);

    public static ModelManifest Manifest(string name = "digits", TaskKind task = TaskKind.Denoise, string? jobId = null, ModelReference? parent = null) => new()
    {
        Name = name,
        Task = task,
        Network = NetworkIds.DenoisingAutoencoder,
        Recipe = "mnist-denoiser",
        Dataset = "mnist",
        DatasetDigest = "sha256:00",
        TestDigest = "sha256:01",
        Parent = parent,
        JobId = jobId,
        Hyperparameters = new Hyperparameters { Seed = ulong.MaxValue },
        Epoch = 3,
        Metrics = new Dictionary<string, double> { [MetricKeys.TestMse] = 0.0123456789, [MetricKeys.TestPsnr] = double.PositiveInfinity },
        InputShape = [-1, 1, -1, -1],
        OutputShape = [-1, 1, -1, -1],
        Classes = [],
        ParameterCount = 49_761,
        CreatedAt = Noon,
    };

    /// <summary>A folder as a training leaves it.</summary>
    public static string TrainedFolder(TestStorage storage, string weights = "weights")
    {
        var folder = Path.Combine(storage.Directory, $"trained-{Guid.NewGuid():N}");
        Directory.CreateDirectory(folder);
        File.WriteAllText(Path.Combine(folder, ModelFiles.Weights), weights);
        File.WriteAllText(Path.Combine(folder, ModelFiles.Onnx), "onnx");
        File.WriteAllText(Path.Combine(folder, ModelFiles.Card), "# Card");
        File.WriteAllText(Path.Combine(folder, ModelFiles.Evaluation), "{ }");
        File.WriteAllText(Path.Combine(folder, ModelFiles.QuantizedOnnx), "a graph in whole numbers");
        File.WriteAllText(Path.Combine(folder, ModelFiles.LearningCurves), "{ }");
        return folder;
    }
}
