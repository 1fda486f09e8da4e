using Clearsight.Domain;
using Clearsight.Domain.Datasets;
using Clearsight.Domain.Recipes;
using Clearsight.Learning.Training;

namespace Clearsight.Benchmarks.TrainingThroughput;

internal static class Throughput
{
    private const int Images = 32_768;
    private const int Side = 28;

    /// <returns>Images a second: mean and standard deviation of the loop's own figures.</returns>
    public static (double Mean, double Deviation) Measure(TaskKind task, string network, int batchSize, TimeSpan duration)
    {
        var folder = Directory.CreateTempSubdirectory("throughput-");
        try
        {
            var watch = new SpeedWatch(TimeProvider.System, duration);
            new Trainer(TimeProvider.System).Train(Plan(task, network, batchSize, folder.FullName), watch, CancellationToken.None);
            return watch.Summary();
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static TrainingPlan Plan(TaskKind task, string network, int batchSize, string folder) => new()
    {
        Task = task,
        Network = network,
        Hyperparameters = new Hyperparameters
        {
            // The watch ends it.
            Epochs = 1_000,
            BatchSize = batchSize,
            ValidationCount = 1,
            LearningRate = 1e-5,
            Loss = task == TaskKind.Denoise ? Loss.BinaryCrossEntropy : Loss.CrossEntropy,
            Dropout = network == NetworkIds.FashionCnn ? 0.25 : 0,
        },
        Train = Random(Images + 1),
        Test = Random(1),
        Classes = [.. Enumerable.Range(0, 10).Select(index => $"class {index}")],
        CheckpointFolder = Path.Combine(folder, "checkpoints"),
        OutputFolder = Path.Combine(folder, "output"),
    };

    private static LabelledImages Random(int count)
    {
        var random = new RandomStream(1, "throughput");
        var images = new LabelledImages(Side, Side, new byte[count * Side * Side], new byte[count]);
        foreach (ref var pixel in images.Pixels.AsSpan())
        {
            pixel = (byte)random.Below(256);
        }

        foreach (ref var label in images.Labels.AsSpan())
        {
            label = (byte)random.Below(10);
        }

        return images;
    }
}
