using Clearsight.Benchmarks.Recipes;
using Clearsight.Domain.Datasets;
using Clearsight.Domain.Recipes;

namespace Clearsight.Benchmarks.FewShot;

/// <summary>Trains cell after cell, and keeps each result in a file: what is in it already is not trained again.</summary>
/// <param name="path">Of the CSV file.</param>
/// <param name="learningRate">For all cells; null for the ones that were chosen.</param>
internal sealed class Study(IDatasetCatalog datasets, Recipe recipe, string baseWeights, string path, double? learningRate)
{
    /// <returns>The result of every cell, in the order given.</returns>
    public async Task<IReadOnlyList<CellResult>> RunAsync(IEnumerable<Cell> cells)
    {
        var card = datasets.Find(recipe.Dataset)!;
        var training = new RecipeTraining(
            recipe,
            await datasets.LoadAsync(recipe.Dataset, DatasetPart.Train, progress: null, CancellationToken.None),
            await datasets.LoadAsync(recipe.Dataset, DatasetPart.Test, progress: null, CancellationToken.None),
            card.Classes,
            baseWeights);
        var known = await ReadAsync();
        var results = new List<CellResult>();
        foreach (var cell in cells)
        {
            var hyperparameters = cell.Hyperparameters(recipe, card.Classes.Count, learningRate);
            var result = known.Find(done => done.Answers(cell, hyperparameters));
            if (result is null)
            {
                var (outcome, took) = training.Run(hyperparameters, new SilentObserver());
                result = CellResult.Of(cell, hyperparameters, card.Classes.Count, outcome.Best!.Epoch, outcome.Model!.Metrics, took.TotalSeconds);
                await File.AppendAllLinesAsync(path, [result.ToCsv()]);
                Console.WriteLine($"{cell}: {result.ToCsv()}");
            }

            results.Add(result);
        }

        return results;
    }

    private async Task<List<CellResult>> ReadAsync()
    {
        if (!File.Exists(path))
        {
            await File.WriteAllLinesAsync(path, [CellResult.Header]);
        }

        return [.. (await File.ReadAllLinesAsync(path)).Skip(1).Where(line => line.Length > 0).Select(CellResult.Parse)];
    }
}
