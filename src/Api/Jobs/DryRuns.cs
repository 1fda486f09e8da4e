using Clearsight.Api.Contracts;
using Clearsight.Domain;
using Clearsight.Domain.Jobs;

namespace Clearsight.Api.Jobs;

/// <summary>What a request would train and how long that would take; trains nothing.</summary>
internal sealed class DryRuns(JobPlanner planner, JobCreation creation, DurationEstimates estimates)
{
    /// <exception cref="InvalidRequestException">All that is wrong with the request.</exception>
    public async Task<JobPlan> PlanAsync(JobRequest request, CancellationToken cancellationToken) =>
        await EstimateAsync(await planner.PlanAsync(request, creation.NewId(), cancellationToken), cancellationToken);

    /// <param name="jobs">A training, or a report and its parts.</param>
    private async Task<JobPlan> EstimateAsync(IReadOnlyList<TrainingJob> jobs, CancellationToken cancellationToken)
    {
        if (!jobs[0].IsReport)
        {
            return JobPlan.Of(jobs[0], await estimates.SecondsAsync(jobs[0].Network, jobs[0].Dataset, jobs[0].Hyperparameters, cancellationToken), []);
        }

        var parts = new List<JobPlan>();
        foreach (var part in jobs.Skip(1))
        {
            parts.Add(await EstimateAsync([part], cancellationToken));
        }

        return JobPlan.Of(jobs[0], DurationEstimates.Sum(parts.Select(part => part.ExpectedSeconds)), parts);
    }
}
