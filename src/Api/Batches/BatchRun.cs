using System.Runtime.CompilerServices;
using Clearsight.Domain;

namespace Clearsight.Api.Batches;

/// <summary>Has the images of a batch worked on side by side, and gives what became of them in their order.</summary>
internal sealed class BatchRun(BatchPlaces places, TimeProvider time, ILogger<BatchRun> logger)
{
    /// <summary>How long an image is tried again: so long without a place is more than a moment's crowd.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    /// <summary>
    /// What is wrong with one image is told of that image. But where the first one is refused, because the service is busy
    /// or cannot answer, the batch is, as a single call would be. Later ones, whose client has waited already, try again.
    /// </summary>
    /// <param name="infer">From an image's bytes to the answer; may be called several times at once, and again after it was refused.</param>
    /// <exception cref="BusyException">At the first image.</exception>
    /// <exception cref="UnavailableException">At the first image.</exception>
    public async IAsyncEnumerable<BatchOutcome<T>> InOrderAsync<T>(
        IAsyncEnumerable<BatchItem> items,
        Func<ReadOnlyMemory<byte>, CancellationToken, Task<T>> infer,
        [EnumeratorCancellation] CancellationToken cancellationToken)
        where T : class
    {
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var running = new Queue<Task<BatchOutcome<T>>>();
        var isFirst = true;
        try
        {
            await foreach (var item in items.WithCancellation(ending.Token))
            {
                running.Enqueue(StartAsync(item, infer, isFirst, ending.Token));
                isFirst &= item.Bytes is null;
                if (running.Count == places.InFlight)
                {
                    yield return await running.Dequeue();
                }
            }

            while (running.TryDequeue(out var next))
            {
                yield return await next;
            }
        }
        finally
        {
            await ending.CancelAsync();
            await Task.WhenAll((IEnumerable<Task>)running).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task<BatchOutcome<T>> StartAsync<T>(
        BatchItem item, Func<ReadOnlyMemory<byte>, CancellationToken, Task<T>> infer, bool isFirst, CancellationToken cancellationToken)
        where T : class
    {
        if (item.Bytes is not { } bytes)
        {
            return new BatchOutcome<T>(item.Name, Answer: null, item.Problem);
        }

        using (bytes)
        {
            return await OutcomeAsync(item.Name, () => infer(bytes.Bytes, cancellationToken), isFirst, cancellationToken);
        }
    }

    private async Task<BatchOutcome<T>> OutcomeAsync<T>(string name, Func<Task<T>> infer, bool isFirst, CancellationToken cancellationToken)
        where T : class
    {
        for (var start = time.GetTimestamp(); ;)
        {
            TimeSpan wait;
            try
            {
                // Places are taken on the caller's thread, in the order of the images, as they are answered: the others would
                // wait in vain for one that they keep out. The computing is not done there.
                using var place = await places.EnterImageAsync(cancellationToken);
                return new BatchOutcome<T>(name, await Task.Run(infer, cancellationToken), Problem: null);
            }
            catch (Exception exception) when (RetryAfter(exception) is { } again && (isFirst || time.GetElapsedTime(start) < Patience))
            {
                if (isFirst)
                {
                    throw;
                }

                wait = again;
            }
            catch (Exception exception) when (exception is not OperationCanceledException)
            {
                if (exception is not DomainException)
                {
                    logger.LogError(exception, "Unhandled exception at image {Name} of a batch", name);
                }

                return new BatchOutcome<T>(name, Answer: null, exception);
            }

            await Task.Delay(wait, time, cancellationToken);
        }
    }

    /// <summary>When an image that was refused may be tried again; null where it was something else.</summary>
    private static TimeSpan? RetryAfter(Exception exception) => exception switch
    {
        BusyException busy => busy.RetryAfter,
        OverflowingModelException => null,
        UnavailableException unavailable => unavailable.RetryAfter,
        _ => null,
    };
}
