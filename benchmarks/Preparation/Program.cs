// Whether /classify says of a picture what it says of the 28 × 28 pixels of a data set that are in it:
//
//     Data__Directory=… dotnet run --project benchmarks/Preparation -c Release -- [count=1000] [speed] [sheet=FOLDER] [rows=1]
//
// for the first test images of Fashion-MNIST and of MNIST, by the classifiers that ship; each image is enlarged and put onto
// a canvas in every one of the surroundings that PictureFile draws. All choices come from a fixed seed, so a second run says the same.
// With speed it says what pictures of several sizes cost instead, and with a folder for a sheet it draws pictures and what the
// network sees of them into that.
using System.Globalization;
using Clearsight.Benchmarks.Preparation;
using Clearsight.Datasets;
using Clearsight.Domain;
using Clearsight.Domain.Datasets;
using Clearsight.Domain.Models;
using Clearsight.Serving;
using Clearsight.Serving.Images;
using Clearsight.Serving.Inference;
using Clearsight.Serving.Models;
using Clearsight.Storage;
using Clearsight.Storage.Models;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

var settings = args.Select(argument => argument.Split('=', 2)).ToDictionary(pair => pair[0], pair => pair[^1], StringComparer.Ordinal);
var count = int.Parse(settings.GetValueOrDefault("count", "1000"), CultureInfo.InvariantCulture);
var storage = Directory.CreateTempSubdirectory("clearsight-preparation-").FullName;
try
{
    var builder = Host.CreateApplicationBuilder();
    builder.Logging.ClearProviders();
    builder.Configuration.AddInMemoryCollection([new("Storage:Directory", storage)]);
    builder.Services.AddDatasets(builder.Configuration);
    builder.Services.AddStorage(builder.Configuration);
    builder.Services.AddServing(builder.Configuration);
    using var host = builder.Build();
    await host.StartAsync();
    foreach (var (name, dataset) in (IReadOnlyList<(string, string)>)[("fashion-classifier", "fashion-mnist"), ("mnist-classifier", "mnist")])
    {
        var folder = Path.Combine("models", name);
        var manifest = await ManifestFile.ReadAsync(folder, CancellationToken.None);
        await Get<IModelRegistry>(host).RegisterAsync(manifest.Model, folder, CancellationToken.None);
        var images = await Get<IDatasetCatalog>(host).LoadAsync(dataset, DatasetPart.Test, progress: null, CancellationToken.None);
        if (settings.TryGetValue("sheet", out var sheets))
        {
            using var use = await Get<ServedModels>(host).EnterAsync(TaskKind.Classify, name, CancellationToken.None);
            var rows = int.Parse(settings.GetValueOrDefault("rows", "1"), CultureInfo.InvariantCulture);
            new ContactSheet(Get<ImageDecoder>(host), use.Model, images).Draw(Path.Combine(sheets, $"{dataset}.png"), rows);
            continue;
        }

        if (settings.ContainsKey("speed"))
        {
            await new Speed(Get<Classifier>(host), name, images.Image(0).ToArray()).PrintAsync();
            break;
        }

        await new Agreement(Get<Classifier>(host), name, images, count).PrintAsync(dataset);
    }

    await host.StopAsync();
}
finally
{
    Directory.Delete(storage, recursive: true);
}

static T Get<T>(IHost host)
    where T : notnull => host.Services.GetRequiredService<T>();
