using Clearsight.Domain.Jobs;
using Hangfire;
using Hangfire.States;
using Hangfire.Storage;

namespace Clearsight.Workers;

/// <summary>Says "go" through Hangfire. Nothing but the job's id is passed: what to do is in the row.</summary>
internal sealed class HangfireJobQueue(IBackgroundJobClientV2 client, JobStorage storage) : IJobQueue
{
    /// <summary>The one queue that workers listen to.</summary>
    public const string Name = "training";

    public void Enqueue(string jobId) =>
        client.Create<TrainingWorker>(worker => worker.RunAsync(jobId, CancellationToken.None), new EnqueuedState(Name));

    /// <summary>The jobs that an entry exists for, waiting or taken by a worker.</summary>
    public IReadOnlySet<string> Entries()
    {
        IMonitoringApi monitoring = storage.GetMonitoringApi();
        var waiting = monitoring.EnqueuedJobs(Name, 0, int.MaxValue).Select(entry => entry.Value?.Job);
        var taken = monitoring.ProcessingJobs(0, int.MaxValue).Select(entry => entry.Value?.Job);
        return waiting.Concat(taken).Select(job => job?.Args[0]).OfType<string>().ToHashSet(StringComparer.Ordinal);
    }
}
