using Clearsight.Domain.Jobs;
using Clearsight.Domain.Recipes;

namespace Clearsight.Api.Contracts;

internal static class HyperparameterValues
{
    /// <summary>Of a job; a report has none of its own.</summary>
    public static IReadOnlyDictionary<string, object> Of(TrainingJob job) =>
        job.IsReport ? new Dictionary<string, object>() : Of(job.Recipe, job.Hyperparameters);

    /// <summary>Values by name, of those hyperparameters only that mean something to the recipe.</summary>
    public static IReadOnlyDictionary<string, object> Of(string recipe, Hyperparameters hyperparameters)
    {
        var ranges = RecipeCatalog.Find(recipe)?.Ranges ?? HyperparameterTable.All;
        return ranges.ToDictionary(range => range.Name, range => range.Read(hyperparameters));
    }
}
