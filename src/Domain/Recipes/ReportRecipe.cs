namespace Clearsight.Domain.Recipes;

/// <summary>
/// The recipe of a whole report: trainings by other recipes, one after the other, and a comparison at the end. Unlike
/// those of the <see cref="RecipeCatalog"/> it trains nothing itself.
/// </summary>
public static class ReportRecipe
{
    public const string Id = "report";
    public const string Title = "The whole report";
    public const string Description =
        "A denoiser, a classifier and a classifier on that denoiser's encoder, trained one after the other, and a page that compares them.";

    /// <summary>In the order in which they run.</summary>
    public static readonly IReadOnlyList<ReportRole> Roles =
    [
        new("denoiser", "mnist-denoiser-report", "a denoising autoencoder", recipe => recipe.Network == NetworkIds.DenoisingAutoencoder),
        new("classifier", "fashion-classifier-report", "a classifier that takes over nothing", recipe => recipe is { Task: TaskKind.Classify, NeedsBaseModel: false }),
        new("transfer", "fashion-transfer-report", "a classifier on the encoder of a denoiser", recipe => recipe.NeedsBaseModel),
    ];

    /// <summary>The hyperparameters of all parts: a request's value goes to every part that has it.</summary>
    public static IEnumerable<HyperparameterRange> Ranges =>
        HyperparameterTable.All.Where(range => Roles.Any(role => role.Default.Overridable.Contains(range.Name)));

    /// <summary>The value that all parts which have the hyperparameter have by default; null where they differ.</summary>
    public static object? Default(HyperparameterRange range)
    {
        var values = Roles.Where(role => role.Default.Overridable.Contains(range.Name)).Select(role => range.Read(role.Default.Defaults)).Distinct().ToList();
        return values.Count == 1 ? values[0] : null;
    }
}

/// <summary>What a part of a report is for.</summary>
/// <param name="Name">On the wire.</param>
/// <param name="DefaultId">The recipe of a request that names none.</param>
/// <param name="Kind">What a recipe for it trains, in words.</param>
/// <param name="Takes">Whether a recipe is one for it.</param>
public sealed record ReportRole(string Name, string DefaultId, string Kind, Func<Recipe, bool> Takes)
{
    public Recipe Default => RecipeCatalog.Find(DefaultId) ?? throw new InvalidOperationException($"There is no recipe '{DefaultId}'.");
}
