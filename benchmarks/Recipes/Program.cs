// How good a recipe gets, and in what time, over several seeds:
//
//     Data__Directory=… dotnet run --project benchmarks/Recipes -c Release -- <recipe> [seeds=1-5] [base=model.safetensors] [teacher=folder] [name=value …]
//
// where the folder is that of a model version, and name is a hyperparameter of the recipe. One line an epoch, one line a training, and at the end the mean and the
// standard deviation over the seeds. The time is that of the training, evaluation after each epoch included.
using System.Text.Json;
using Clearsight.Benchmarks.Recipes;
using Clearsight.Datasets;
using Clearsight.Domain.Datasets;
using Clearsight.Domain.Recipes;
using Clearsight.Storage.Models;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

if (args.Length == 0 || RecipeCatalog.Find(args[0]) is not { } recipe)
{
    await Console.Error.WriteLineAsync($"Name a recipe: {string.Join(", ", RecipeCatalog.All.Select(candidate => candidate.Id))}.");
    return 1;
}

var settings = args[1..].Select(argument => argument.Split('=', 2)).ToDictionary(pair => pair[0], pair => pair[^1], StringComparer.Ordinal);
settings.Remove("seeds", out var seeds);
settings.Remove("base", out var baseWeights);
settings.Remove("teacher", out var teacherFolder);
var overrides = settings.ToDictionary(setting => setting.Key, setting => Json(setting.Value), StringComparer.Ordinal);

var builder = Host.CreateApplicationBuilder();
builder.Services.AddDatasets(builder.Configuration);
using var host = builder.Build();
var runs = new RecipeRuns(host.Services.GetRequiredService<IDatasetCatalog>(), recipe, recipe.Resolve(overrides), baseWeights,
    teacherFolder is null ? null : FolderClassifier.Of(await ManifestFile.ReadAsync(teacherFolder, CancellationToken.None), teacherFolder));
await runs.RunAsync(Range(seeds ?? "1"));
return 0;

static JsonElement Json(string value)
{
    try
    {
        return JsonSerializer.Deserialize<JsonElement>(value);
    }
    catch (JsonException)
    {
        return JsonSerializer.SerializeToElement(value);
    }
}

static IEnumerable<ulong> Range(string seeds)
{
    var bounds = seeds.Split('-').Select(ulong.Parse).ToArray();
    for (var seed = bounds[0]; seed <= bounds[^1]; seed++)
    {
        yield return seed;
    }
}
