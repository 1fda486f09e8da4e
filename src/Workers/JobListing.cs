using Clearsight.Domain;
using Clearsight.Domain.Jobs;

namespace Clearsight.Workers;

internal static class JobListing
{
    /// <summary>All jobs of these statuses, oldest first: the order in which they are queued.</summary>
    public static Task<IReadOnlyList<TrainingJob>> ListAllAsync(
        this IJobStore store, IReadOnlyList<JobStatus> statuses, CancellationToken cancellationToken) =>
        store.ListAllAsync(new JobFilter(statuses), cancellationToken);

    /// <summary>All that the filter lets through, oldest first.</summary>
    public static async Task<IReadOnlyList<TrainingJob>> ListAllAsync(
        this IJobStore store, JobFilter filter, CancellationToken cancellationToken)
    {
        var jobs = new List<TrainingJob>();
        string? cursor = null;
        do
        {
            var page = await store.ListAsync(filter, new PageRequest(PageRequest.MaximumLimit, cursor), cancellationToken);
            jobs.AddRange(page.Items);
            cursor = page.NextCursor;
        }
        while (cursor is not null);
        jobs.Reverse();
        return jobs;
    }
}
