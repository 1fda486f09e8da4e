using Clearsight.Domain;
using Clearsight.Domain.Datasets;
using Clearsight.Domain.Recipes;
using Clearsight.Learning.Training;

namespace Clearsight.Benchmarks.Recipes;

/// <summary>Trains by a recipe without a service around, in a folder that is gone afterwards.</summary>
/// <param name="classes">Labels by class index.</param>
/// <param name="baseWeights">Path of the <c>model.safetensors</c> that the weights start from, or whose encoder they take over.</param>
/// <param name="teacher">Whose answers are learned; null for the labels.</param>
public sealed class RecipeTraining(
    Recipe recipe, LabelledImages train, LabelledImages test, IReadOnlyList<string> classes, string? baseWeights, FinishedClassifier? teacher = null)
{
    /// <returns>What came out and the time from the start to the end, evaluations included.</returns>
    public (TrainingOutcome Outcome, TimeSpan Took) Run(Hyperparameters hyperparameters, ITrainingObserver observer)
    {
        var folder = Directory.CreateTempSubdirectory("recipe-");
        try
        {
            var started = TimeProvider.System.GetTimestamp();
            using var requests = new RightOfWay();
            var outcome = new Trainer(TimeProvider.System, requests).Train(Plan(hyperparameters, folder.FullName), observer, CancellationToken.None);
            return (outcome, TimeProvider.System.GetElapsedTime(started));
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private TrainingPlan Plan(Hyperparameters hyperparameters, string folder) => new()
    {
        Task = recipe.Task,
        Network = recipe.Network,
        Hyperparameters = hyperparameters with { Teacher = teacher?.Name ?? "" },
        Teacher = teacher,
        Train = train,
        Test = test,
        Classes = classes,
        BaseWeights = hyperparameters.Encoder == EncoderUse.Scratch ? null : baseWeights,
        CheckpointFolder = Path.Combine(folder, "checkpoints"),
        OutputFolder = Path.Combine(folder, "output"),
    };
}
