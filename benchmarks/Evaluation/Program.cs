// Measures the models that ship once more on the validation and test splits, by the code that a training does it with, and
// writes what comes out beside them: evaluation.json, the metrics into manifest.json, the temperature that follows into it
// and model.onnx, the card, and the digests of all of them:
//
//     Data__Directory=… dotnet run --project benchmarks/Evaluation -c Release [-- models [name …] [--cards]]
//
// With --cards nothing is measured: only the cards are written anew, of the evaluations that are there.
//
// For models that were trained before there were evaluations, and after a change of what is measured. One line a model.
using Clearsight.Benchmarks.Evaluation;
using Clearsight.Datasets;
using Clearsight.Domain.Datasets;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

var onlyCards = args.Contains("--cards");
string[] named = [.. args.Where(argument => argument != "--cards")];
var directory = named.Length > 0 ? named[0] : "models";
if (!Directory.Exists(directory))
{
    await Console.Error.WriteLineAsync($"There is no folder '{directory}'; start this in the repository's folder, or name the one with the models.");
    return 1;
}

var builder = Host.CreateApplicationBuilder();
builder.Services.AddDatasets(builder.Configuration);
using var host = builder.Build();
var examination = new FolderExamination(host.Services.GetRequiredService<IDatasetCatalog>());
foreach (var folder in Directory.EnumerateDirectories(directory).Order(StringComparer.Ordinal).Where(folder => named.Length <= 1 || named.Contains(Path.GetFileName(folder))))
{
    Console.WriteLine(onlyCards ? await examination.WriteCardAsync(folder, CancellationToken.None) : await examination.RunAsync(folder, CancellationToken.None));
}

return 0;
