using Clearsight.Api.Bundles;
using Clearsight.Api.Contracts;
using Clearsight.Api.Documentation;
using Clearsight.Domain;
using Clearsight.Domain.Models;
using Clearsight.Storage.Bundles;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Net.Http.Headers;

namespace Clearsight.Api.Endpoints;

/// <summary>Model versions as one file, out of this host and into another.</summary>
internal static class BundleEndpoints
{
    private const string Zip = "application/zip";

    private static readonly string Example = ModelEndpoints.Example
        .Replace("\"selected\": true", "\"selected\": false", StringComparison.Ordinal)
        .Replace("\"job\": \"0198f3a1c2d47e5f8a9b0c1d2e3f4a5b\"", "\"job\": null", StringComparison.Ordinal)
        .Replace("\"origin\": null", """
            "origin": {
              "model": { "name": "fashion-transfer", "version": 7 },
              "parent": { "name": "mnist-denoiser", "version": 3 },
              "job": "0198f3a1c2d47e5f8a9b0c1d2e3f4a5b"
            }
            """, StringComparison.Ordinal);

    public static void Map(IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("/models").WithTags("Models");
        const string bundle = $"/{{name}}/versions/{{version}}/files/{ModelFiles.Bundle}";
        group.MapGet(bundle, DownloadAsync).WithName("DownloadModelBundle")
            .WithSummary("Downloads a model version as one file, for POST /models/import of another host.")
            .WithDescription("A ZIP archive of the version's files. The same version is the same bytes every time: ranges and conditional requests are answered.")
            .Produces<Stream>(StatusCodes.Status200OK, Zip)
            .Fails(404, 416)
            .DisableRequestTimeout();
        group.MapMethods(bundle, [HttpMethods.Head], DownloadAsync).ExcludeFromDescription().DisableRequestTimeout();
        group.MapPost("/import", ImportAsync).WithName("ImportModel")
            .WithSummary("Registers the model version that a bundle.zip of any host of this service holds.")
            .WithDescription(
                "The version gets the next number of its name and the same digest; `origin` says what it was called where it was trained. It is never selected by itself. "
                + "`parent` is set where the version whose weights it started from is here too, by its digest; else `origin` alone speaks of it. "
                + "A version that is here already, under the same name with the same weights, classes, temperature and signal ranges, is answered with 200 and stays as it is. "
                + "Weights are taken as safetensors only; `model.onnx` and `model.int8.onnx` are exported from them anew, and those of the bundle are not read. "
                + "Of what is wrong with a bundle each error names the file, and behind `#` the place in it.")
            .TakesBundle()
            .Fails(400, 413, 415, 422)
            .WithResponseExample(Example, StatusCodes.Status200OK)
            .WithResponseExample(Example, StatusCodes.Status201Created)
            .WithRequestTimeout(BundlesSetup.Timeout);
    }

    /// <param name="name">The model's name.</param>
    /// <param name="version">The version's number.</param>
    internal static async Task<FileStreamHttpResult> DownloadAsync(
        string name, string version, IModelRegistry registry, CancellationToken cancellationToken)
    {
        var found = await ModelEndpoints.FindAsync(registry, name, version, cancellationToken);
        return TypedResults.Stream(
            await BundleStream.OpenAsync(found, file => registry.PathOfAsync(found, file, cancellationToken), cancellationToken),
            Zip,
            fileDownloadName: $"{found.Manifest.Name}-{found.Version}-{ModelFiles.Bundle}",
            entityTag: new EntityTagHeaderValue($"\"{BundleStream.Tag(found)}\""),
            enableRangeProcessing: true);
    }

    /// <param name="name">What the model is to be called here, instead of the name in the bundle.</param>
    internal static async Task<Results<Created<ModelDetails>, Ok<ModelDetails>>> ImportAsync(
        string? name, HttpRequest request, ModelImport import, ISelectionStore selections, CancellationToken cancellationToken)
    {
        if (name is not null && !Naming.IsValid(name))
        {
            throw new InvalidRequestException("name", $"A model's name has {Naming.Rule}.");
        }

        var (version, isNew) = await import.RunAsync(request, name, cancellationToken);
        var selected = await ModelEndpoints.SelectedAsync(selections, cancellationToken);
        var details = ModelDetails.Of(version, selected.Contains(version.Reference));
        return isNew ? TypedResults.Created($"/models/{details.Name}/versions/{details.Version}", details) : TypedResults.Ok(details);
    }
}
