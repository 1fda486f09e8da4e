using System.Globalization;
using Clearsight.Domain.Datasets;
using Clearsight.Domain.Recipes;
using Clearsight.Learning.Training;

namespace Clearsight.Benchmarks.Recipes;

/// <summary>The same training with one seed after the other.</summary>
internal sealed class RecipeRuns(
    IDatasetCatalog datasets, Recipe recipe, Hyperparameters hyperparameters, string? baseWeights, FinishedClassifier? teacher)
{
    private const string Seconds = "seconds";

    public async Task RunAsync(IEnumerable<ulong> seeds)
    {
        var training = new RecipeTraining(
            recipe,
            await datasets.LoadAsync(recipe.Dataset, DatasetPart.Train, progress: null, CancellationToken.None),
            await datasets.LoadAsync(recipe.Dataset, DatasetPart.Test, progress: null, CancellationToken.None),
            datasets.Find(recipe.Dataset)!.Classes,
            baseWeights,
            teacher);
        var results = new List<Dictionary<string, double>>();
        foreach (var seed in seeds)
        {
            var result = Train(training, seed);
            results.Add(result);
            Console.WriteLine($"seed {seed}: {string.Join(", ", result.Select(value => Text($"{value.Key} {value.Value:0.00000}")))}");
        }

        Console.WriteLine(Text($"{recipe.Id}, {results.Count} seeds:"));
        foreach (var key in results[0].Keys)
        {
            var (mean, deviation) = MeanAndDeviation.Of(results.Select(result => result[key]));
            Console.WriteLine(Text($"  {key} {mean:0.00000} ± {deviation:0.00000}"));
        }
    }

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);

    private Dictionary<string, double> Train(RecipeTraining training, ulong seed)
    {
        var (outcome, took) = training.Run(hyperparameters with { Seed = seed }, new EpochLog(TimeProvider.System, seed));
        return new Dictionary<string, double>(outcome.Model!.Metrics, StringComparer.Ordinal)
        {
            ["epoch"] = outcome.Best!.Epoch,
            [Seconds] = took.TotalSeconds,
        };
    }
}
