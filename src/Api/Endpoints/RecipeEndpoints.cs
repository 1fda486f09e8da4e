using Clearsight.Api.Contracts;
using Clearsight.Api.Documentation;
using Clearsight.Api.Jobs;
using Clearsight.Domain;
using Clearsight.Domain.Recipes;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Clearsight.Api.Endpoints;

internal static class RecipeEndpoints
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("/recipes").WithTags("Jobs");
        group.MapGet("/", ListAsync).WithName("ListRecipes")
            .WithSummary("The named ways to train.")
            .WithResponseExample($$"""{ "items": [{{Example}}], "nextCursor": null }""");
        group.MapGet("/{id}", GetAsync).WithName("GetRecipe")
            .WithSummary("A recipe: task, network, data set, hyperparameters with their ranges, expected duration on this machine.")
            .Fails(404)
            .WithResponseExample(Example);
    }

    private static async Task<Ok<ListPage<RecipeDetails>>> ListAsync(DurationEstimates estimates, CancellationToken cancellationToken)
    {
        var items = new List<RecipeDetails>();
        foreach (var recipe in RecipeCatalog.All)
        {
            items.Add(await DetailsAsync(recipe, estimates, cancellationToken));
        }

        items.Add(await ReportAsync(estimates, cancellationToken));
        return TypedResults.Ok(ListPages.Whole(items));
    }

    /// <param name="id">The recipe's id.</param>
    internal static async Task<Ok<RecipeDetails>> GetAsync(string id, DurationEstimates estimates, CancellationToken cancellationToken)
    {
        if (id == ReportRecipe.Id)
        {
            return TypedResults.Ok(await ReportAsync(estimates, cancellationToken));
        }

        var recipe = RecipeCatalog.Find(id) ?? throw new NotFoundException($"There is no recipe '{id}'; GET /recipes lists them.");
        return TypedResults.Ok(await DetailsAsync(recipe, estimates, cancellationToken));
    }

    private static async Task<RecipeDetails> DetailsAsync(Recipe recipe, DurationEstimates estimates, CancellationToken cancellationToken) =>
        RecipeDetails.Of(recipe, await estimates.SecondsAsync(recipe.Network, recipe.Dataset, recipe.Defaults, cancellationToken));

    private static async Task<RecipeDetails> ReportAsync(DurationEstimates estimates, CancellationToken cancellationToken)
    {
        var parts = new List<double?>();
        foreach (var recipe in ReportRecipe.Roles.Select(role => role.Default))
        {
            parts.Add(await estimates.SecondsAsync(recipe.Network, recipe.Dataset, recipe.Defaults, cancellationToken));
        }

        return RecipeDetails.OfReport(DurationEstimates.Sum(parts));
    }

    private const string Example = """
        {
          "id": "fashion-classifier",
          "title": "Fashion classifier",
          "description": "The report's three-convolution network on Fashion-MNIST, trained the fastest way found.",
          "task": "classify",
          "network": "fashion-cnn",
          "dataset": "fashion-mnist",
          "modelName": "fashion-classifier",
          "needsBaseModel": false,
          "hyperparameters": {
            "epochs": { "kind": "integer", "default": 8, "description": "Passes over the training images.", "minimum": 1, "maximum": 1000 },
            "optimizer": { "kind": "choice", "default": "adamW", "description": "Adam, or AdamW with decoupled weight decay.", "choices": ["adam", "adamW"] },
            "flip": { "kind": "flag", "default": false, "description": "Mirror half of the training images left to right." }
          },
          "expectedSeconds": 53.7,
          "parts": []
        }
        """;
}
