using System.Collections.Concurrent;

namespace Clearsight.Storage.Jobs;

/// <summary>Wakes readers of this process when a job was written, by this host or by another that shares its database.</summary>
internal sealed class JobSignals(TimeProvider time)
{
    private readonly ConcurrentDictionary<string, TaskCompletionSource> _waiting = new();

    /// <summary>Listens from the call on, not only from its await on.</summary>
    public async Task WaitAsync(string jobId, TimeSpan atMost, CancellationToken cancellationToken)
    {
        var signal = _waiting.GetOrAdd(jobId, _ => new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
        try
        {
            await signal.Task.WaitAsync(atMost, time, cancellationToken);
        }
        catch (TimeoutException)
        {
            // As announced: the caller looks for itself.
        }
    }

    public void Raise(string jobId)
    {
        if (_waiting.TryRemove(jobId, out var signal))
        {
            signal.TrySetResult();
        }
    }

    /// <summary>Something may have been missed.</summary>
    public void RaiseAll()
    {
        foreach (var jobId in _waiting.Keys)
        {
            Raise(jobId);
        }
    }
}
