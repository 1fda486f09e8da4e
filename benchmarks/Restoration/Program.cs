// How well a denoiser restores pictures, beside the classical filters, at noise densities from 5 to 80 %:
//
//     Data__Directory=… dotnet run --project benchmarks/Restoration -c Release -- [pictures=FOLDER,…] [model=models/impulse-denoiser]
//
// on the test images of MNIST and of Fashion-MNIST but every fifth, which networks and trainings were compared on
// (docs/lab-log.md), and on the pictures of folders (PNG, JPEG, WebP), of each the middle, every channel by itself.
// PSNR in dB; of a folder the mean over its pictures, and the least that the model is ahead of the adaptive median on any
// one of them. The noise is drawn from a fixed seed, so a second run says the same.
using Clearsight.Benchmarks.Restoration;
using Clearsight.Datasets;
using Clearsight.Domain.Datasets;
using Clearsight.Domain.Models;
using Clearsight.Serving.Models;
using Clearsight.Storage.Models;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

const int LookedAt = 5;
var settings = args.Select(argument => argument.Split('=', 2)).ToDictionary(pair => pair[0], pair => pair[^1], StringComparer.Ordinal);
var folder = settings.GetValueOrDefault("model", "models/impulse-denoiser");
var manifest = await ManifestFile.ReadAsync(folder, CancellationToken.None);
var version = new ModelVersion(manifest.Version, manifest.Digest, SizeBytes: 0, manifest.Files, manifest.Model);
using var model = ServedModel.Load(version, Path.Combine(folder, ModelFiles.Onnx));
Console.WriteLine($"{manifest.Model.Name}, {manifest.Digest}");

var builder = Host.CreateApplicationBuilder();
builder.Services.AddDatasets(builder.Configuration);
using var host = builder.Build();
foreach (var name in (string[])["mnist", "fashion-mnist"])
{
    var images = await host.Services.GetRequiredService<IDatasetCatalog>().LoadAsync(name, DatasetPart.Test, progress: null, CancellationToken.None);
    RestorationTable.Print(name, [PictureGroup.AllBut(LookedAt, images)], model.Model);
}

foreach (var pictures in settings.GetValueOrDefault("pictures")?.Split(',') ?? [])
{
    RestorationTable.Print(Path.GetFileName(pictures), PictureGroup.Read(pictures), model.Model);
}
