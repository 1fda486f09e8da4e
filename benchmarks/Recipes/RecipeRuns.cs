using System.Globalization;
using Clearsight.Domain;
using Clearsight.Domain.Datasets;
using Clearsight.Domain.Recipes;
using Clearsight.Learning.Training;

namespace Clearsight.Benchmarks.Recipes;

/// <summary>The same training with one seed after the other.</summary>
internal sealed class RecipeRuns(IDatasetCatalog datasets, Recipe recipe, Hyperparameters hyperparameters, string? baseWeights)
{
    private const string Seconds = "seconds";

    public async Task RunAsync(IEnumerable<ulong> seeds)
    {
        var train = await datasets.LoadAsync(recipe.Dataset, DatasetPart.Train, progress: null, CancellationToken.None);
        var test = await datasets.LoadAsync(recipe.Dataset, DatasetPart.Test, progress: null, CancellationToken.None);
        var results = new List<Dictionary<string, double>>();
        foreach (var seed in seeds)
        {
            var result = Train(seed, train, test);
            results.Add(result);
            Console.WriteLine($"seed {seed}: {string.Join(", ", result.Select(value => Text($"{value.Key} {value.Value:0.00000}")))}");
        }

        Console.WriteLine(Text($"{recipe.Id}, {results.Count} seeds:"));
        foreach (var key in results[0].Keys)
        {
            var values = results.ConvertAll(result => result[key]);
            var mean = values.Average();
            var deviation = Math.Sqrt(values.Sum(value => (value - mean) * (value - mean)) / Math.Max(1, values.Count - 1));
            Console.WriteLine(Text($"  {key} {mean:0.00000} ± {deviation:0.00000}"));
        }
    }

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);

    private Dictionary<string, double> Train(ulong seed, LabelledImages train, LabelledImages test)
    {
        var folder = Directory.CreateTempSubdirectory("recipe-");
        try
        {
            var started = TimeProvider.System.GetTimestamp();
            var plan = Plan(seed, train, test, folder.FullName);
            using var requests = new RightOfWay();
            var outcome = new Trainer(TimeProvider.System, requests).Train(plan, new EpochLog(TimeProvider.System, seed), CancellationToken.None);
            return new Dictionary<string, double>(outcome.Model!.Metrics, StringComparer.Ordinal)
            {
                ["epoch"] = outcome.Best!.Epoch,
                [Seconds] = TimeProvider.System.GetElapsedTime(started).TotalSeconds,
            };
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private TrainingPlan Plan(ulong seed, LabelledImages train, LabelledImages test, string folder) => new()
    {
        Task = recipe.Task,
        Network = recipe.Network,
        Hyperparameters = hyperparameters with { Seed = seed },
        Train = train,
        Test = test,
        Classes = datasets.Find(recipe.Dataset)!.Classes,
        BaseWeights = baseWeights,
        CheckpointFolder = Path.Combine(folder, "checkpoints"),
        OutputFolder = Path.Combine(folder, "output"),
    };
}
