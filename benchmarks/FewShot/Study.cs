using Clearsight.Domain;
using Clearsight.Domain.Datasets;
using Clearsight.Domain.Recipes;
using Clearsight.Learning.Training;

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
        var train = await datasets.LoadAsync(recipe.Dataset, DatasetPart.Train, progress: null, CancellationToken.None);
        var test = await datasets.LoadAsync(recipe.Dataset, DatasetPart.Test, progress: null, CancellationToken.None);
        var known = await ReadAsync();
        var results = new List<CellResult>();
        foreach (var cell in cells)
        {
            var hyperparameters = cell.Hyperparameters(recipe, card.Classes.Count, learningRate);
            var result = known.Find(done => done.Answers(cell, hyperparameters));
            if (result is null)
            {
                result = Train(cell, hyperparameters, train, test, card.Classes);
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

    private CellResult Train(Cell cell, Hyperparameters hyperparameters, LabelledImages train, LabelledImages test, IReadOnlyList<string> classes)
    {
        var folder = Directory.CreateTempSubdirectory("few-shot-");
        try
        {
            var plan = new TrainingPlan
            {
                Task = recipe.Task,
                Network = recipe.Network,
                Hyperparameters = hyperparameters,
                Train = train,
                Test = test,
                Classes = classes,
                BaseWeights = recipe.TakesOver(hyperparameters) ? baseWeights : null,
                CheckpointFolder = Path.Combine(folder.FullName, "checkpoints"),
                OutputFolder = Path.Combine(folder.FullName, "output"),
            };
            using var requests = new RightOfWay();
            var started = TimeProvider.System.GetTimestamp();
            var outcome = new Trainer(TimeProvider.System, requests).Train(plan, new SilentObserver(), CancellationToken.None);
            var seconds = TimeProvider.System.GetElapsedTime(started).TotalSeconds;
            return CellResult.Of(cell, hyperparameters, classes.Count, outcome.Best!.Epoch, outcome.Model!.Metrics, seconds);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }
}
