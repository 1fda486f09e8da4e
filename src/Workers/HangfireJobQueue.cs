using Clearsight.Domain.Jobs;
using Hangfire;
using Hangfire.Common;
using Hangfire.States;
using Hangfire.Storage;

namespace Clearsight.Workers;

/// <summary>Says "go" through Hangfire. Nothing but the job's id and its queue is passed: what to do is in the row.</summary>
/// <param name="entries">Where hosts share a database; in memory Hangfire's client has nothing to wait for.</param>
internal sealed class HangfireJobQueue(IBackgroundJobClientV2 client, JobStorage storage, TimeProvider time, QueueEntries? entries = null) : IJobQueue
{
    /// <summary>
    /// A queue for each priority, the most urgent first. That is also the order of their names: in memory Hangfire asks them as
    /// they are listed, on PostgreSQL it sorts by name.
    /// </summary>
    public static readonly string[] Names = ["training-1-high", "training-2-normal", "training-3-low"];

    public async Task EnqueueAsync(TrainingJob job)
    {
        var queue = Name(job.Priority);
        var call = Job.FromExpression<TrainingWorker>(worker => worker.RunAsync(job.Id, queue, CancellationToken.None));
        // When its time comes, the entry finds the queue by its second argument.
        IState state = job.IsDue(time.GetUtcNow()) ? new EnqueuedState(queue) : new ScheduledState(WholeSecond(job.NotBefore!.Value));
        if (entries is not null)
        {
            await entries.AddAsync(call, state);
        }
        else
        {
            client.Create(call, state);
        }
    }

    /// <summary>The jobs that an entry exists for, waiting for a worker or for their time, or taken by a worker.</summary>
    public IReadOnlySet<string> Entries()
    {
        IMonitoringApi monitoring = storage.GetMonitoringApi();
        var waiting = Names.SelectMany(name => monitoring.EnqueuedJobs(name, 0, int.MaxValue)).Select(entry => entry.Value?.Job);
        var scheduled = monitoring.ScheduledJobs(0, int.MaxValue).Select(entry => entry.Value?.Job);
        var taken = monitoring.ProcessingJobs(0, int.MaxValue).Select(entry => entry.Value?.Job);
        return waiting.Concat(scheduled).Concat(taken).Select(job => job?.Args[0]).OfType<string>().ToHashSet(StringComparer.Ordinal);
    }

    /// <summary>Hangfire cuts the fraction of a second off: an entry would come before its time, start nothing and be gone.</summary>
    private static DateTime WholeSecond(DateTimeOffset time)
    {
        var over = time.UtcTicks % TimeSpan.TicksPerSecond;
        return time.UtcDateTime.AddTicks(over == 0 ? 0 : TimeSpan.TicksPerSecond - over);
    }

    private static string Name(JobPriority priority) => priority switch
    {
        JobPriority.High => Names[0],
        JobPriority.Normal => Names[1],
        _ => Names[2],
    };
}
