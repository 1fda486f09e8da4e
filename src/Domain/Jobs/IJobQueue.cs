namespace Clearsight.Domain.Jobs;

/// <summary>Says "go" to a worker. Losing what is in it loses nothing: the rows say what must be queued.</summary>
public interface IJobQueue
{
    /// <summary>By the job's priority; at its <see cref="TrainingJob.NotBefore"/> where that is still to come.</summary>
    Task EnqueueAsync(TrainingJob job);
}
