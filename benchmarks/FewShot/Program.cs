// Does the transfer help, and with how many labels? The classifier on the denoiser's encoder, trained with few labels of each
// class, with the encoder trained on, frozen, and from scratch:
//
//     Data__Directory=… dotnet run --project benchmarks/FewShot -c Release -- [csv=few-shot.csv] [seeds=1-5]
//         [samples=10,50,100,500,5400] [encoders=pretrained,frozen,scratch] [base=models/mnist-denoiser/model.safetensors] [learningRate=…] [plot=few-shot.svg]
//
// Every training is a line of the CSV file, and what the file has already is not trained again: the study may be stopped at
// any time and goes on where it was. At the end a table in Markdown and a picture.
using System.Globalization;
using Clearsight.Benchmarks.FewShot;
using Clearsight.Datasets;
using Clearsight.Domain.Datasets;
using Clearsight.Domain.Recipes;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

var settings = args.Select(argument => argument.Split('=', 2)).ToDictionary(pair => pair[0], pair => pair[^1], StringComparer.Ordinal);
var baseWeights = Setting("base", "models/mnist-denoiser/model.safetensors");
if (!File.Exists(baseWeights))
{
    await Console.Error.WriteLineAsync($"There is no '{baseWeights}'; start this in the repository's folder, or name a denoiser's weights with base=….");
    return 1;
}

var seeds = Array.ConvertAll(Setting("seeds", "1-5").Split('-'), ulong.Parse);
var samples = Array.ConvertAll(Setting("samples", "10,50,100,500,5400").Split(','), int.Parse);
var encoders = Array.ConvertAll(Setting("encoders", "pretrained,frozen,scratch").Split(','), name => Enum.Parse<EncoderUse>(name, ignoreCase: true));
double? learningRate = settings.TryGetValue("learningRate", out var rate) ? double.Parse(rate, CultureInfo.InvariantCulture) : null;

var builder = Host.CreateApplicationBuilder();
builder.Services.AddDatasets(builder.Configuration);
using var host = builder.Build();
var study = new Study(
    host.Services.GetRequiredService<IDatasetCatalog>(), RecipeCatalog.Find("fashion-transfer")!, baseWeights, Setting("csv", "few-shot.csv"), learningRate);
// Seed by seed, so that an unfinished study is a whole one of fewer seeds.
var results = await study.RunAsync(
    from seed in Enumerable.Range(0, (int)(seeds[^1] - seeds[0]) + 1)
    from count in samples
    from encoder in encoders
    select new Cell(count, encoder, seeds[0] + (ulong)seed));
Console.WriteLine();
Console.Write(StudyTable.Write(results));
await File.WriteAllTextAsync(Setting("plot", "few-shot.svg"), StudyPlot.Draw(results));
return 0;

string Setting(string name, string otherwise) => settings.GetValueOrDefault(name, otherwise);
