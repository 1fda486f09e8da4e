using Clearsight.Domain;
using Clearsight.Domain.Datasets;
using Clearsight.Domain.Recipes;
using Clearsight.Learning.Networks;
using Clearsight.Learning.Training;

namespace Clearsight.Benchmarks.Training.Contestants;

/// <summary>The service's own training, whole: a new one for each visit, stopped when the time is over.</summary>
internal sealed class OwnTraining(TimeProvider time)
{
    // One more, since a training cannot be without validation images.
    private readonly LabelledImages _images = RandomImages.Draw(RandomImages.Count + 1);
    private readonly LabelledImages _test = RandomImages.Draw(1);

    public double ImagesPerSecond(Visit visit)
    {
        var folder = Directory.CreateTempSubdirectory("clearsight-benchmark-");
        try
        {
            var watch = new SpeedWatch(time, TimeSpan.FromSeconds(visit.Seconds));
            using var requests = new RightOfWay();
            new Trainer(time, requests).Train(Plan(visit, folder.FullName), watch, CancellationToken.None);
            return watch.StepsPerSecond * visit.Hyperparameters.BatchSize;
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private TrainingPlan Plan(Visit visit, string folder) => new()
    {
        Task = NetworkCatalog.Create(visit.Network).Task,
        Network = visit.Network,
        Hyperparameters = Endless(visit.Hyperparameters),
        Train = _images,
        Test = _test,
        Classes = [.. Enumerable.Range(0, RandomImages.Classes).Select(index => $"class {index}")],
        CheckpointFolder = Path.Combine(folder, "checkpoints"),
        OutputFolder = Path.Combine(folder, "output"),
    };

    /// <summary>The watch ends it. No mini-batch is smaller than the others, so that steps can be counted.</summary>
    private static Hyperparameters Endless(Hyperparameters recipe) => recipe with
    {
        Epochs = 1_000,
        Patience = 0,
        ValidationCount = 1,
        TrainLimit = RandomImages.Count - (RandomImages.Count % recipe.BatchSize),
    };
}
