using Clearsight.Api.Contracts;
using Clearsight.Domain;
using Clearsight.Domain.Jobs;
using Clearsight.Domain.Recipes;

namespace Clearsight.Api.Jobs;

/// <summary>Makes jobs of a request, or says everything that is wrong with it at once. Writes nothing.</summary>
internal sealed class JobPlanner(IJobStore store, TrainingPlanner trainings, ReportPlanner reports)
{
    /// <param name="id">The id that the job gets.</param>
    /// <returns>A training, or a report and behind it its parts.</returns>
    /// <exception cref="InvalidRequestException">All violations, with their pointers.</exception>
    public async Task<IReadOnlyList<TrainingJob>> PlanAsync(JobRequest request, string id, CancellationToken cancellationToken)
    {
        var violations = new List<Violation>();
        var after = await AfterAsync(request.After, violations, cancellationToken);
        var jobs = request.Recipe == ReportRecipe.Id
            ? await reports.PlanAsync(request, id, violations, cancellationToken)
            : await TrainingAsync(request, id, after, violations, cancellationToken);
        return violations.Count == 0 ? jobs : throw new InvalidRequestException([.. violations.Distinct()]);
    }

    private async Task<IReadOnlyList<TrainingJob>> TrainingAsync(
        JobRequest request, string id, TrainingJob? after, List<Violation> violations, CancellationToken cancellationToken)
    {
        if (request.Parts is not null)
        {
            violations.Add(new Violation("/parts", $"Only the recipe '{ReportRecipe.Id}' has parts; leave them out."));
        }

        return await trainings.PlanAsync(request, id, after, violations, cancellationToken) is { } job ? [job] : [];
    }

    private async Task<TrainingJob?> AfterAsync(string? id, List<Violation> violations, CancellationToken cancellationToken)
    {
        if (id is null)
        {
            return null;
        }

        // Only what may be one: PostgreSQL does not take every text as a parameter.
        var after = TrainingJob.IsId(id) ? await store.FindAsync(id, cancellationToken) : null;
        if (after is null)
        {
            violations.Add(new Violation("/after", $"There is no job '{id}'."));
        }
        else if (after.Status is JobStatus.Failed or JobStatus.Canceled or JobStatus.Canceling)
        {
            violations.Add(new Violation("/after", $"Job {id} is {after.Status.ToName()} and will not succeed; retry it first, or leave 'after' out."));
        }

        return after;
    }
}
