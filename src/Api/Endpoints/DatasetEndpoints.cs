using Clearsight.Api.Contracts;
using Clearsight.Api.Documentation;
using Clearsight.Domain;
using Clearsight.Domain.Datasets;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Clearsight.Api.Endpoints;

internal static class DatasetEndpoints
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("/datasets").WithTags("Data sets");
        group.MapGet("/", List).WithName("ListDatasets")
            .WithSummary("The data sets that trainings can use.")
            .WithResponseExample($$"""{ "items": [{{Example}}], "nextCursor": null }""");
        group.MapGet("/{name}", Get).WithName("GetDataset")
            .WithSummary("A data set: its classes, how many images, its digest, where it comes from.")
            .Fails(404)
            .WithResponseExample(Example);
    }

    internal static Ok<ListPage<DatasetDetails>> List(IDatasetCatalog datasets) =>
        TypedResults.Ok(ListPages.Whole(datasets.List().Select(DatasetDetails.Of)));

    /// <param name="name">The data set's name.</param>
    internal static Ok<DatasetDetails> Get(string name, IDatasetCatalog datasets) =>
        TypedResults.Ok(DatasetDetails.Of(Find(datasets, name)));

    internal static DatasetCard Find(IDatasetCatalog datasets, string name) => datasets.Find(name)
        ?? throw new NotFoundException($"There is no data set '{name}'; there are: {string.Join(", ", datasets.List().Select(known => known.Name))}.");

    private const string Example = """
        {
          "name": "mnist",
          "title": "MNIST handwritten digits",
          "source": "LeCun, Cortes, Burges: The MNIST database of handwritten digits",
          "classes": ["0", "1", "2", "3", "4", "5", "6", "7", "8", "9"],
          "height": 28,
          "width": 28,
          "counts": { "train": 60000, "test": 10000 },
          "digest": "sha256:3bd6c8f0b1b2a4a6e6a0c8e3b6a9d3b7f0d1c2e3a4b5c6d7e8f9a0b1c2d3e4f5"
        }
        """;
}
