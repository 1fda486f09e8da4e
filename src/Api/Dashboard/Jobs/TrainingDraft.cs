using System.Globalization;
using System.Text.Json;
using Clearsight.Api.Contracts;
using Clearsight.Domain.Jobs;
using Clearsight.Domain.Models;
using Clearsight.Domain.Recipes;

namespace Clearsight.Api.Dashboard.Jobs;

/// <summary>What stands in the form: a training, or a whole report with its three trainings, that nobody has asked for yet.</summary>
public sealed class TrainingDraft
{
    /// <summary>What somebody wrote, by hyperparameter; the rest is as the recipe has it.</summary>
    private readonly Dictionary<string, string> _written = [];

    public TrainingDraft(string recipe, string dataset)
    {
        Dataset = dataset;
        Parts = recipe == ReportRecipe.Id
            ? [.. ReportRecipe.Roles.Select(role => new DraftPart(role, role.Default))]
            : [new DraftPart(null, RecipeCatalog.Find(recipe) ?? RecipeCatalog.All[0])];
    }

    /// <summary>The trainings of a report by what they are for; of a training, itself.</summary>
    public IReadOnlyList<DraftPart> Parts { get; }

    public bool IsReport => Parts[0].Role is not null;

    public string RecipeId => IsReport ? ReportRecipe.Id : Parts[0].Recipe.Id;

    public string Description => IsReport ? ReportRecipe.Description : Parts[0].Recipe.Description;

    /// <summary>Empty in a report whose parts each train on that of their recipe.</summary>
    public string Dataset { get; set; }

    /// <summary>The model version whose weights a training starts from; empty for that of the recipe.</summary>
    public string BaseModel { get; set; } = "";

    public SelectionRule Select { get; set; } = SelectionRule.IfBetter;

    public JobPriority Priority { get; set; } = JobPriority.Normal;

    /// <summary>As a browser's field for date and time has it, without an offset: in UTC, as all times of the service are. Empty to start at once.</summary>
    public string NotBefore { get; set; } = "";

    /// <summary>Every hyperparameter that one of the parts has.</summary>
    public IEnumerable<HyperparameterRange> Ranges => HyperparameterTable.All.Where(range => Parts.Any(part => part.Has(range)));

    /// <summary>As it stands in its field; empty where the parts of a report have values of their own.</summary>
    public string Value(HyperparameterRange range) => _written.GetValueOrDefault(range.Name) ?? Default(range);

    public void Write(HyperparameterRange range, string value) => _written[range.Name] = value.Trim();

    /// <summary>The recipe's value; empty where the parts of a report differ.</summary>
    public string Default(HyperparameterRange range) => Defaults(range) is [var common] ? common : "";

    /// <summary>All the values that the parts' recipes have, in their order.</summary>
    public IReadOnlyList<string> Defaults(HyperparameterRange range) =>
        [.. Parts.Where(part => part.Has(range)).Select(part => Text(range.Read(part.Recipe.Defaults))).Distinct()];

    /// <summary>What is left as the recipe has it is not asked for.</summary>
    public JobRequest ToRequest() => new()
    {
        Recipe = RecipeId,
        Dataset = Given(Dataset),
        ModelName = IsReport ? null : Given(Parts[0].ModelName),
        BaseModel = IsReport ? null : Given(BaseModel),
        Select = Select,
        Priority = Priority,
        NotBefore = Instant(NotBefore),
        Hyperparameters = Ranges.Where(range => Value(range) != Default(range)).ToDictionary(range => range.Name, range => Json(range, Value(range))),
        Parts = !IsReport ? null : new ReportPartsRequest
        {
            Denoiser = Parts[0].ToRequest(),
            Classifier = Parts[1].ToRequest(),
            Transfer = Parts[2].ToRequest(),
        },
    };

    /// <summary>Nothing where the field is left empty.</summary>
    internal static string? Given(string text) => text.Trim() is { Length: > 0 } given ? given : null;

    /// <summary>Browsers leave seconds of zero away.</summary>
    private static string? Instant(string field) => Given(field) is { } time ? $"{time}{(time.Length == "yyyy-MM-ddTHH:mm".Length ? ":00" : "")}Z" : null;

    private static string Text(object value) => value is bool flag ? (flag ? "true" : "false") : Convert.ToString(value, CultureInfo.InvariantCulture) ?? "";

    /// <summary>What is no number goes in as text, and the service says what it wants instead.</summary>
    private static JsonElement Json(HyperparameterRange range, string text) => range.Kind switch
    {
        HyperparameterKind.Integer when long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var whole) => JsonSerializer.SerializeToElement(whole),
        HyperparameterKind.Number when double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && double.IsFinite(number) => JsonSerializer.SerializeToElement(number),
        HyperparameterKind.Flag => JsonSerializer.SerializeToElement(text == "true"),
        _ => JsonSerializer.SerializeToElement(text),
    };
}

/// <summary>One training of a draft.</summary>
/// <param name="role">What it is for in a report; null for a training alone.</param>
public sealed class DraftPart(ReportRole? role, Recipe recipe)
{
    public ReportRole? Role { get; } = role;

    public Recipe Recipe { get; private set; } = recipe;

    public string ModelName { get; set; } = recipe.ModelName;

    public bool Has(HyperparameterRange range) => Recipe.Overridable.Contains(range.Name);

    /// <summary>A name that nobody has changed changes with it.</summary>
    public void Take(Recipe recipe)
    {
        ModelName = ModelName == Recipe.ModelName ? recipe.ModelName : ModelName;
        Recipe = recipe;
    }

    internal ReportPartRequest ToRequest() => new() { Recipe = Recipe.Id, ModelName = TrainingDraft.Given(ModelName) };
}
