using Clearsight.Domain;
using Clearsight.Domain.Jobs;

namespace Clearsight.Workers;

internal static class JobListing
{
    /// <summary>All jobs of these statuses, oldest first: the order in which they are queued.</summary>
    public static async Task<IReadOnlyList<TrainingJob>> ListAllAsync(
        this IJobStore store, IReadOnlyList<JobStatus> statuses, CancellationToken cancellationToken)
    {
        var jobs = new List<TrainingJob>();
        string? cursor = null;
        do
        {
            var page = await store.ListAsync(new JobFilter(statuses), new PageRequest(PageRequest.MaximumLimit, cursor), cancellationToken);
            jobs.AddRange(page.Items);
            cursor = page.NextCursor;
        }
        while (cursor is not null);
        jobs.Reverse();
        return jobs;
    }
}
