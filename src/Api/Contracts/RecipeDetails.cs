using System.Text.Json.Serialization;
using Clearsight.Domain;
using Clearsight.Domain.Recipes;

namespace Clearsight.Api.Contracts;

/// <summary>A named way to train.</summary>
/// <param name="Task">Null for a report, as are network, data set and model name: the recipes of its parts have one each.</param>
/// <param name="Dataset">What it trains on unless the request says otherwise.</param>
/// <param name="ModelName">The name that a new version goes under unless the request says otherwise.</param>
/// <param name="NeedsBaseModel">The network takes over the encoder of another model version, unless the hyperparameter <c>encoder</c> is <c>scratch</c>.</param>
/// <param name="Hyperparameters">By name: the recipe's value, and what a request may set instead.</param>
/// <param name="ExpectedSeconds">
/// Training to the last epoch at the speed measured on this machine; null until a job of this network has succeeded here.
/// Of a report, the sum over its parts.
/// </param>
/// <param name="Parts">Of a report, in the order in which they run; empty for a training.</param>
public sealed record RecipeDetails(
    string Id,
    string Title,
    string Description,
    TaskKind? Task,
    string? Network,
    string? Dataset,
    string? ModelName,
    bool NeedsBaseModel,
    IReadOnlyDictionary<string, HyperparameterDetails> Hyperparameters,
    double? ExpectedSeconds,
    IReadOnlyList<RecipePart> Parts)
{
    internal static RecipeDetails Of(Recipe recipe, double? expectedSeconds) => new(
        recipe.Id,
        recipe.Title,
        recipe.Description,
        recipe.Task,
        recipe.Network,
        recipe.Dataset,
        recipe.ModelName,
        recipe.NeedsBaseModel,
        recipe.Ranges.ToDictionary(range => range.Name, range => HyperparameterDetails.Of(range, range.Read(recipe.Defaults))),
        expectedSeconds,
        []);

    internal static RecipeDetails OfReport(double? expectedSeconds) => new(
        ReportRecipe.Id,
        ReportRecipe.Title,
        ReportRecipe.Description,
        Task: null,
        Network: null,
        Dataset: null,
        ModelName: null,
        NeedsBaseModel: false,
        ReportRecipe.Ranges.ToDictionary(range => range.Name, range => HyperparameterDetails.Of(range, ReportRecipe.Default(range))),
        expectedSeconds,
        [.. ReportRecipe.Roles.Select(role => new RecipePart(role.Name, role.DefaultId))]);
}

/// <param name="Name">What the part is for, as in a request's <c>parts</c>.</param>
/// <param name="Recipe">By which it is trained unless the request says otherwise.</param>
public sealed record RecipePart(string Name, string Recipe);

/// <param name="Kind">Which JSON value it takes.</param>
/// <param name="Default">The recipe's value; null in a report whose parts have different ones.</param>
/// <param name="Minimum">The smallest value allowed, of a number.</param>
/// <param name="Maximum">The largest value allowed, of a number.</param>
/// <param name="Choices">All values allowed, of a choice.</param>
public sealed record HyperparameterDetails(
    HyperparameterKind Kind,
    object? Default,
    string Description,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] double? Minimum,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] double? Maximum,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] IReadOnlyList<string>? Choices)
{
    internal static HyperparameterDetails Of(HyperparameterRange range, object? value)
    {
        var isNumber = range.Kind is HyperparameterKind.Integer or HyperparameterKind.Number;
        return new HyperparameterDetails(
            range.Kind,
            value,
            range.Description,
            isNumber ? range.Minimum : null,
            isNumber ? range.Maximum : null,
            range.Kind == HyperparameterKind.Choice ? range.Choices : null);
    }
}
