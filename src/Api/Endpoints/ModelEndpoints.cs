using Clearsight.Api.Contracts;
using Clearsight.Api.Documentation;
using Clearsight.Domain;
using Clearsight.Domain.Models;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Net.Http.Headers;

namespace Clearsight.Api.Endpoints;

internal static class ModelEndpoints
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("/models").WithTags("Models");
        group.MapGet("/", ListAsync).WithName("ListModels")
            .WithSummary("The newest version of every model, by name.")
            .Fails(422)
            .WithResponseExample($$"""{ "items": [{{Example}}], "nextCursor": null }""");
        group.MapGet("/{name}", GetAllAsync).WithName("GetModel")
            .WithSummary("All versions of a model, newest first.")
            .Fails(404)
            .WithResponseExample($$"""{ "name": "fashion-transfer", "versions": [{{Example}}] }""");
        group.MapGet("/{name}/versions/{version}", GetAsync).WithName("GetModelVersion")
            .WithSummary("A model version: what it is, where it comes from, how good it is.")
            .Fails(404)
            .WithResponseExample(Example);
        group.MapDelete("/{name}/versions/{version}", DeleteAsync).WithName("DeleteModelVersion")
            .WithSummary("Removes a model version and its files.")
            .WithDescription("Refused while the version is selected or a shadow, is the parent of another, or is the base of an unfinished job.")
            .Fails(404, 409);

        const string file = "/{name}/versions/{version}/files/{file}";
        group.MapGet(file, DownloadAsync).WithName("DownloadModelFile")
            .WithSummary("Downloads a file: model.safetensors, model.onnx, model.int8.onnx, model-card.md, evaluation.json, learning-curves.json or manifest.json.")
            .WithDescription("The entity tag is the file's SHA-256. Ranges and conditional requests are answered.")
            .Produces<Stream>(StatusCodes.Status200OK, "application/octet-stream", "text/markdown", "application/json")
            .Fails(404, 416)
            .DisableRequestTimeout();
        group.MapMethods(file, [HttpMethods.Head], DownloadAsync).ExcludeFromDescription().DisableRequestTimeout();
    }

    internal static async Task<Ok<ListPage<ModelDetails>>> ListAsync(
        [AsParameters] PageQuery page, IModelRegistry registry, ISelectionStore selections, CancellationToken cancellationToken)
    {
        var newest = await registry.ListAsync(page.ToRequest(), cancellationToken);
        var selected = await SelectedAsync(selections, cancellationToken);
        return TypedResults.Ok(newest.To(version => ModelDetails.Of(version, selected.Contains(version.Reference))));
    }

    /// <param name="name">The model's name.</param>
    internal static async Task<Ok<ModelVersions>> GetAllAsync(
        string name, IModelRegistry registry, ISelectionStore selections, CancellationToken cancellationToken)
    {
        var versions = Naming.IsValid(name) ? await registry.VersionsAsync(name, cancellationToken) : [];
        if (versions.Count == 0)
        {
            throw new NotFoundException($"There is no model '{name}'.");
        }

        var selected = await SelectedAsync(selections, cancellationToken);
        return TypedResults.Ok(new ModelVersions(
            name, [.. versions.Select(version => ModelDetails.Of(version, selected.Contains(version.Reference)))]));
    }

    /// <param name="name">The model's name.</param>
    /// <param name="version">The version's number.</param>
    internal static async Task<Ok<ModelDetails>> GetAsync(
        string name, string version, IModelRegistry registry, ISelectionStore selections, CancellationToken cancellationToken)
    {
        var found = await FindAsync(registry, name, version, cancellationToken);
        var selected = await SelectedAsync(selections, cancellationToken);
        return TypedResults.Ok(ModelDetails.Of(found, selected.Contains(found.Reference)));
    }

    /// <param name="name">The model's name.</param>
    /// <param name="version">The version's number.</param>
    internal static async Task<NoContent> DeleteAsync(
        string name, string version, IModelRegistry registry, CancellationToken cancellationToken)
    {
        var found = await FindAsync(registry, name, version, cancellationToken);
        await registry.DeleteAsync(found.Reference, cancellationToken);
        return TypedResults.NoContent();
    }

    /// <param name="name">The model's name.</param>
    /// <param name="version">The version's number.</param>
    /// <param name="file">The file's name.</param>
    internal static async Task<PhysicalFileHttpResult> DownloadAsync(
        string name, string version, string file, IModelRegistry registry, CancellationToken cancellationToken)
    {
        var found = await FindAsync(registry, name, version, cancellationToken);
        // Only names from the version's own list: what a client writes never becomes a path.
        if (!found.Files.TryGetValue(file, out var digest))
        {
            throw new NotFoundException($"Model {found.Reference} has no file '{file}'; it has: {string.Join(", ", found.Files.Keys.Append(ModelFiles.Bundle).Order(StringComparer.Ordinal))}.");
        }

        return TypedResults.PhysicalFile(
            await registry.PathOfAsync(found, file, cancellationToken),
            ContentType(file),
            fileDownloadName: $"{found.Manifest.Name}-{found.Version}-{file}",
            entityTag: new EntityTagHeaderValue($"\"{digest}\""),
            enableRangeProcessing: true);
    }

    internal static async Task<ModelVersion> FindAsync(IModelRegistry registry, string name, string version, CancellationToken cancellationToken) =>
        ModelReference.TryParse($"{name}:{version}", out var reference) && await registry.FindAsync(reference, cancellationToken) is { } found
            ? found
            : throw new NotFoundException($"There is no version '{version}' of a model '{name}'.");

    internal static async Task<HashSet<ModelReference>> SelectedAsync(ISelectionStore selections, CancellationToken cancellationToken)
    {
        var selected = new HashSet<ModelReference>();
        foreach (var task in TaskKinds.All)
        {
            if (await selections.FindAsync(task, cancellationToken) is { } selection)
            {
                selected.Add(selection.Model);
            }
        }

        return selected;
    }

    private static string ContentType(string file) => Path.GetExtension(file) switch
    {
        ".md" => "text/markdown; charset=utf-8",
        ".json" => "application/json",
        _ => "application/octet-stream",
    };

    internal const string Example = """
        {
          "name": "fashion-transfer",
          "version": 2,
          "digest": "sha256:9b74c9897bac770ffc029102a200c5de1f7e4d3b6c5a493827160f5e4d3c2b1a",
          "selected": true,
          "task": "classify",
          "network": "mirrored-encoder-classifier",
          "recipe": "fashion-transfer",
          "dataset": { "name": "fashion-mnist", "digest": "sha256:0f1e2d3c4b5a69788796a5b4c3d2e1f00f1e2d3c4b5a69788796a5b4c3d2e1f0" },
          "parent": { "name": "mnist-denoiser", "version": 1 },
          "job": "0198f3a1c2d47e5f8a9b0c1d2e3f4a5b",
          "origin": null,
          "hyperparameters": { "epochs": 20, "batchSize": 128, "learningRate": 0.003, "seed": 1 },
          "epoch": 19,
          "metrics": { "validation/accuracy": 0.925, "test/accuracy": 0.921, "test/loss": 0.224 },
          "inputShape": [-1, 1, 28, 28],
          "outputShape": [-1, 10],
          "classes": ["T-shirt/top", "Trouser", "Pullover", "Dress", "Coat", "Sandal", "Shirt", "Sneaker", "Bag", "Ankle boot"],
          "parameterCount": 26298,
          "sizeBytes": 215040,
          "createdAt": "2026-01-31T12:00:00+00:00",
          "files": [
            {
              "name": "model.onnx",
              "digest": "sha256:1a2b3c4d5e6f70819203a4b5c6d7e8f91a2b3c4d5e6f70819203a4b5c6d7e8f9",
              "href": "/models/fashion-transfer/versions/2/files/model.onnx"
            }
          ]
        }
        """;
}
