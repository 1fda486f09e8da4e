using Clearsight.Api.Contracts;
using Clearsight.Domain;
using Clearsight.Domain.Datasets;
using Clearsight.Domain.Jobs;
using Clearsight.Domain.Models;
using Clearsight.Domain.Recipes;

namespace Clearsight.Api.Jobs;

/// <summary>Makes a training of a request, or says everything that is wrong with it. Writes nothing.</summary>
internal sealed class TrainingPlanner(IDatasetCatalog datasets, BaseModelChoice baseModels, TeacherCheck teachers, TimeProvider time)
{
    private const int MaximumTags = 16;
    private const int MaximumTagKey = 64;
    private const int MaximumTagValue = 256;

    /// <param name="id">The id that the job gets.</param>
    /// <param name="after">The job whose model it takes over, if it takes one over and the request names none.</param>
    /// <param name="violations">Takes what is wrong with the request.</param>
    /// <returns>Null where something is wrong.</returns>
    public async Task<TrainingJob?> PlanAsync(
        JobRequest request, string id, TrainingJob? after, List<Violation> violations, CancellationToken cancellationToken)
    {
        var recipe = RecipeCatalog.Find(request.Recipe);
        if (recipe is null)
        {
            violations.Add(new Violation("/recipe", $"There is no recipe '{request.Recipe}'; there are: {Names(RecipeCatalog.All.Select(known => known.Id).Append(ReportRecipe.Id))}."));
        }

        var hyperparameters = recipe is null ? null : Hyperparameters(recipe, request, violations);
        var dataset = Dataset(recipe, request, hyperparameters, violations);
        CheckModelName(request.ModelName, violations);
        CheckTags(request.Tags, violations);
        var notBefore = StartTime.Read(request.NotBefore, time.GetUtcNow(), violations);
        var baseModel = recipe is null ? null : await baseModels.ChooseAsync(
            recipe, hyperparameters ?? recipe.Defaults, dataset, request.BaseModel, after, violations, cancellationToken);
        await teachers.CheckAsync(hyperparameters ?? new Hyperparameters(), dataset, violations, cancellationToken);
        if (violations.Count > 0)
        {
            return null;
        }

        return new TrainingJob
        {
            Id = id,
            Recipe = recipe!.Id,
            Task = recipe.Task,
            Network = recipe.Network,
            Dataset = dataset!.Name,
            Hyperparameters = hyperparameters!,
            BaseModel = baseModel,
            ModelName = request.ModelName ?? recipe.ModelName,
            Select = request.Select ?? SelectionRule.IfBetter,
            Priority = request.Priority ?? JobPriority.Normal,
            NotBefore = notBefore,
            After = request.After,
            Tags = request.Tags ?? new Dictionary<string, string>(),
            CreatedAt = time.GetUtcNow(),
            Progress = JobProgress.Ahead(hyperparameters!, hyperparameters!.TrainingImages(dataset)),
        };
    }

    private static Hyperparameters? Hyperparameters(Recipe recipe, JobRequest request, List<Violation> violations)
    {
        try
        {
            return recipe.Resolve(request.Hyperparameters ?? new Dictionary<string, System.Text.Json.JsonElement>());
        }
        catch (InvalidRequestException invalid)
        {
            violations.AddRange(invalid.Violations);
            return null;
        }
    }

    private DatasetCard? Dataset(Recipe? recipe, JobRequest request, Hyperparameters? hyperparameters, List<Violation> violations)
    {
        if ((request.Dataset ?? recipe?.Dataset) is not { } name)
        {
            return null;
        }

        if (datasets.Find(name) is not { } card)
        {
            violations.Add(new Violation("/dataset", $"There is no data set '{name}'; there are: {Names(datasets.List().Select(known => known.Name))}."));
            return null;
        }

        if (hyperparameters is not null)
        {
            CheckCounts(card, hyperparameters, violations);
        }

        return card;
    }

    private static void CheckCounts(DatasetCard card, Hyperparameters hyperparameters, List<Violation> violations)
    {
        var left = card.TrainCount - hyperparameters.ValidationCount;
        if (left <= 0)
        {
            violations.Add(new Violation(
                "/hyperparameters/validationCount",
                $"validationCount must be less than the {card.TrainCount} training images of '{card.Name}', or none would be left to train on."));
        }
        else if ((long)hyperparameters.SamplesPerClass * card.Classes.Count > left)
        {
            // How many each class has left is only known when the images are read; that fails the training with a sentence.
            violations.Add(new Violation(
                "/hyperparameters/samplesPerClass",
                $"samplesPerClass must be at most {left / card.Classes.Count}: '{card.Name}' has {card.Classes.Count} classes, and {left} training images are left beside those for validation."));
        }
    }

    private static void CheckModelName(string? name, List<Violation> violations)
    {
        if (name is not null && !Naming.IsValid(name))
        {
            violations.Add(new Violation("/modelName", $"modelName must have {Naming.Rule}."));
        }
    }

    private static void CheckTags(IReadOnlyDictionary<string, string>? tags, List<Violation> violations)
    {
        if (tags?.Count > MaximumTags)
        {
            violations.Add(new Violation("/tags", $"A job has at most {MaximumTags} tags."));
        }

        foreach (var (key, value) in tags ?? new Dictionary<string, string>())
        {
            var pointer = JsonPointer.To("tags", key);
            // A colon would make 'tag=key:value' in GET /jobs ambiguous.
            if (key.Length is 0 or > MaximumTagKey || key.Any(letter => letter == ':' || char.IsControl(letter)))
            {
                violations.Add(new Violation(pointer, $"A tag's key has 1 to {MaximumTagKey} characters, none of them a colon or a control character."));
            }

            if (value is null || value.Length > MaximumTagValue || value.Any(char.IsControl))
            {
                violations.Add(new Violation(pointer, $"A tag's value is a text of at most {MaximumTagValue} characters, without control characters."));
            }
        }
    }

    private static string Names(IEnumerable<string> names) => string.Join(", ", names);
}
