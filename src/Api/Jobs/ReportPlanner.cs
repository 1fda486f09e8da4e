using System.Text.Json;
using Clearsight.Api.Contracts;
using Clearsight.Domain;
using Clearsight.Domain.Jobs;
using Clearsight.Domain.Recipes;

namespace Clearsight.Api.Jobs;

/// <summary>Makes a report and its parts of a request, or says everything that is wrong with it. Writes nothing.</summary>
internal sealed class ReportPlanner(TrainingPlanner trainings, TimeProvider time)
{
    /// <param name="id">The id that the report gets.</param>
    /// <param name="violations">Takes what is wrong with the request.</param>
    /// <returns>The report and behind it its parts; nothing where something is wrong.</returns>
    public async Task<IReadOnlyList<TrainingJob>> PlanAsync(
        JobRequest request, string id, List<Violation> violations, CancellationToken cancellationToken)
    {
        CheckReport(request, violations);
        var parts = new List<TrainingJob>();
        foreach (var (index, role) in ReportRecipe.Roles.Index())
        {
            // Ids sort by time: a millisecond apart, the parts are listed, and brought back after a restart, in their order.
            var partId = TrainingJob.NewId(time.GetUtcNow().AddMilliseconds(index + 1));
            if (await PartAsync(request, role, partId, denoiser: parts.FirstOrDefault(), violations, cancellationToken) is { } part)
            {
                parts.Add(part with { Parent = id, After = parts.Count == 0 ? request.After : parts[^1].Id });
            }
        }

        if (violations.Count == 0 && parts[1].Dataset != parts[2].Dataset)
        {
            violations.Add(new Violation("/dataset", $"The {parts[1].Recipe} trains on {parts[1].Dataset} and the {parts[2].Recipe} on {parts[2].Dataset}, so nothing could be compared; name one data set for both."));
        }

        return violations.Count == 0 ? [Report(request, id, parts), .. parts] : [];
    }

    private TrainingJob Report(JobRequest request, string id, IReadOnlyList<TrainingJob> parts)
    {
        var job = parts[^1] with
        {
            Id = id,
            Recipe = ReportRecipe.Id,
            Network = "",
            ModelName = "",
            Hyperparameters = new Hyperparameters(),
            After = request.After,
            Parent = null,
            Parts = [.. parts.Select(part => part.Id)],
        };
        return new ReportJob(job, parts).AfterReportChanged(time.GetUtcNow()).Job;
    }

    private async Task<TrainingJob?> PartAsync(
        JobRequest request, ReportRole role, string id, TrainingJob? denoiser, List<Violation> violations, CancellationToken cancellationToken)
    {
        var own = request.Parts?.Of(role);
        var recipe = Recipe(own, role);
        if (recipe is null)
        {
            var fitting = RecipeCatalog.All.Where(role.Takes).Select(known => known.Id);
            violations.Add(new Violation($"/parts/{role.Name}/recipe", $"The {role.Name} must be {role.Kind}, by one of the recipes: {string.Join(", ", fitting)}."));
            return null;
        }

        var found = new List<Violation>();
        var part = await trainings.PlanAsync(
            new JobRequest
            {
                Recipe = recipe.Id,
                Hyperparameters = Overrides(request, own, recipe),
                Dataset = request.Dataset,
                ModelName = own?.ModelName,
                Select = request.Select,
                Priority = request.Priority,
                NotBefore = request.NotBefore,
                Tags = request.Tags,
            },
            id,
            denoiser,
            found,
            cancellationToken);
        // Which encoder is taken over is not for the request to say; that of a denoiser that could not be planned is missed.
        violations.AddRange(found.Where(violation => violation.Pointer != "/baseModel").Select(violation => AtItsPlace(violation, own, role)));
        return part;
    }

    private static Recipe? Recipe(ReportPartRequest? own, ReportRole role) =>
        RecipeCatalog.Find(own?.Recipe ?? role.DefaultId) is { } recipe && role.Takes(recipe) ? recipe : null;

    /// <summary>What is asked of all parts, where the recipe has it, and of this one.</summary>
    private static Dictionary<string, JsonElement> Overrides(JobRequest request, ReportPartRequest? own, Recipe recipe)
    {
        var overrides = (request.Hyperparameters ?? new Dictionary<string, JsonElement>())
            .Where(shared => recipe.Overridable.Contains(shared.Key))
            .ToDictionary();
        foreach (var (name, value) in own?.Hyperparameters ?? new Dictionary<string, JsonElement>())
        {
            overrides[name] = value;
        }

        return overrides;
    }

    /// <summary>Points to where the request says it: in the part, or in what all parts share.</summary>
    private static Violation AtItsPlace(Violation violation, ReportPartRequest? own, ReportRole role)
    {
        var inPart = violation.Pointer == "/modelName"
            || own?.Hyperparameters?.Keys.Any(name => violation.Pointer == Pointer(name)) == true;
        return inPart ? violation with { Pointer = $"/parts/{role.Name}{violation.Pointer}" } : violation;
    }

    private static void CheckReport(JobRequest request, List<Violation> violations)
    {
        if (request.BaseModel is not null)
        {
            violations.Add(new Violation("/baseModel", "In a report the encoder of its own denoiser is taken over; leave baseModel out."));
        }

        if (request.ModelName is not null)
        {
            violations.Add(new Violation("/modelName", "A report leaves three models; name them in its parts."));
        }

        var known = ReportRecipe.Roles.SelectMany(role => (Recipe(request.Parts?.Of(role), role) ?? role.Default).Overridable).Distinct().ToList();
        foreach (var name in (request.Hyperparameters?.Keys ?? []).Where(name => !known.Contains(name)))
        {
            violations.Add(new Violation(Pointer(name), $"No part of the report has a hyperparameter '{name}'; they have: {string.Join(", ", known)}."));
        }
    }

    private static string Pointer(string hyperparameter) => JsonPointer.To("hyperparameters", hyperparameter);
}
