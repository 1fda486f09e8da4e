using Clearsight.Domain;
using Clearsight.Domain.Jobs;

namespace Clearsight.Api.Jobs;

/// <summary>What can be asked of a job that is there, by whoever asks: the endpoints and the dashboard.</summary>
internal sealed class JobChanges(IJobStore store, JobCreation creation, TimeProvider time)
{
    /// <exception cref="NotFoundException">There is no such job.</exception>
    /// <exception cref="ConflictException">Its state forbids it.</exception>
    public Task<TrainingJob> CancelAsync(string id, CancellationToken cancellationToken) =>
        store.UpdateAsync(id, job => job.RequestCancel(time.GetUtcNow()), null, cancellationToken);

    /// <inheritdoc cref="CancelAsync"/>
    public Task<TrainingJob> PauseAsync(string id, CancellationToken cancellationToken) =>
        store.UpdateAsync(id, job => job.RequestPause(), null, cancellationToken);

    /// <inheritdoc cref="CancelAsync"/>
    public Task<TrainingJob> ResumeAsync(string id, CancellationToken cancellationToken) =>
        QueueAgainAsync(id, job => job.Resume(), cancellationToken);

    /// <inheritdoc cref="CancelAsync"/>
    public Task<TrainingJob> RetryAsync(string id, CancellationToken cancellationToken) =>
        QueueAgainAsync(id, job => job.Retry(), cancellationToken);

    private async Task<TrainingJob> QueueAgainAsync(string id, Func<TrainingJob, TrainingJob> change, CancellationToken cancellationToken)
    {
        var job = await store.UpdateAsync(id, change, null, cancellationToken);
        await creation.GoAsync(job);
        return job;
    }
}
