using System.Collections.Concurrent;
using Clearsight.Domain;
using Clearsight.Serving.Inference;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Clearsight.Serving.Shadows;

/// <summary>
/// Shows shadows their requests, one after the other, on a thread that those of requests go before. It takes no place at the
/// gate: it waits until one is free there, and gives up where none becomes so. What is kept for it is bounded in number
/// and in bytes; whatever is over that is dropped before anything of it is copied.
/// </summary>
public sealed class ShadowQueue(InferenceGate gate, RightOfWay rightOfWay, TimeProvider time, ILogger<ShadowQueue> logger) : IHostedService, IDisposable
{
    private const int MostRequests = 32;

    /// <summary>Two copies of a colour picture of four megapixels.</summary>
    private const long MostBytes = 32 * 1024 * 1024;

    /// <summary>A second: whatever waits longer is dropped, since it keeps the place of what comes after.</summary>
    private static readonly int MostWaits = (int)(TimeSpan.FromSeconds(1) / RightOfWay.LongestWait);

    private readonly BlockingCollection<Entry> _waiting = [];
    private readonly CancellationTokenSource _stopping = new();
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Lock _lock = new();
    private int _requests;
    private long _bytes;
    private int _stopped;

    /// <summary>Never waits and never throws: it is called while somebody waits for the answer.</summary>
    /// <param name="latency">How long an image took in the selected version.</param>
    /// <param name="bytes">What <paramref name="copy"/> will hold.</param>
    internal void Offer(ShadowRun run, TimeSpan latency, long bytes, Func<ShadowedRequest> copy)
    {
        if (!TryReserve(bytes))
        {
            run.Tally.Drop();
            return;
        }

        ShadowedRequest? request = null;
        try
        {
            request = copy();
            _waiting.Add(new Entry(run, request, latency, bytes));
        }
        catch (Exception exception)
        {
            // No memory, or the host stops. Neither is the business of the request that this was a copy of.
            logger.LogDebug(exception, "A request is not shown to {Shadow}", run.Shadow);
            request?.Dispose();
            Release(bytes);
            run.Tally.Drop();
        }
    }

    public Task StartAsync(CancellationToken cancellationToken)
    {
        new Thread(Work)
        {
            Name = "shadows",
            // On Windows; Linux has LowPriority.
            Priority = ThreadPriority.BelowNormal,
            IsBackground = true,
        }.Start();
        return Task.CompletedTask;
    }

    public async Task StopAsync(CancellationToken cancellationToken)
    {
        // A host may stop its services once more after it has disposed of them.
        if (Interlocked.Exchange(ref _stopped, 1) == 1)
        {
            return;
        }

        await _stopping.CancelAsync();
        _waiting.CompleteAdding();

        // A background thread: if the host cannot wait any longer, it ends without it.
        await _ended.Task.WaitAsync(cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    public void Dispose()
    {
        Interlocked.Exchange(ref _stopped, 1);

        // A thread that the host did not wait for still uses them, and goes with the process.
        if (_ended.Task.IsCompleted)
        {
            _stopping.Dispose();
            _waiting.Dispose();
        }
    }

    private bool TryReserve(long bytes)
    {
        lock (_lock)
        {
            if (_requests == MostRequests || _bytes + bytes > MostBytes)
            {
                return false;
            }

            _requests++;
            _bytes += bytes;
            return true;
        }
    }

    private void Release(long bytes)
    {
        lock (_lock)
        {
            _requests--;
            _bytes -= bytes;
        }
    }

    private void Work()
    {
        LowPriority.Take();
        foreach (var entry in _waiting.GetConsumingEnumerable())
        {
            using (entry.Request)
            {
                Show(entry, _stopping.Token);
            }

            Release(entry.Bytes);
        }

        _ended.SetResult();
    }

    private void Show(Entry entry, CancellationToken stopping)
    {
        // Null where the shadow or the selected version changed meanwhile: nobody asks for this comparison any more.
        using var use = entry.Run.TryEnter();
        if (use is null || stopping.IsCancellationRequested)
        {
            return;
        }

        if (!FindsRoom(stopping))
        {
            entry.Run.Tally.Drop();
            return;
        }

        try
        {
            var (differences, latency) = entry.Request.Compare(use.Model, time, stopping);
            entry.Run.Tally.Add(differences, entry.Latency, latency);
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            logger.LogDebug("A request is not shown to {Shadow} any more: the host stops", entry.Run.Shadow);
        }
        catch (Exception exception)
        {
            // All of them: what leaves this thread would end the process. Only the first, or they would fill the log.
            if (entry.Run.Tally.Fail(exception is DomainException ? exception.Message : "The model failed; the log has the details of the first time.") == 1)
            {
                logger.LogWarning(exception, "{Shadow}, the shadow of {Selected}, cannot answer a request", entry.Run.Shadow, entry.Run.Selected);
            }
        }
    }

    /// <summary>Waits for as long as requests take every place at the gate, but not for ever.</summary>
    private bool FindsRoom(CancellationToken stopping)
    {
        for (var waits = 0; !gate.HasRoom; waits++)
        {
            if (waits == MostWaits || stopping.IsCancellationRequested)
            {
                return false;
            }

            rightOfWay.Yield();
        }

        return true;
    }

    private sealed record Entry(ShadowRun Run, ShadowedRequest Request, TimeSpan Latency, long Bytes);
}
