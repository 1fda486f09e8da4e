using System.Collections.Concurrent;

namespace Clearsight.Storage;

/// <summary>
/// Writes what comes from many at once: all that comes while a transaction is under way goes into the next one together. A commit waits
/// for the disk, so that what is accepted survives a power cut, too, and one wait does for many.
/// </summary>
/// <param name="write">Writes all of these, or throws; it may answer some of them itself before.</param>
public sealed class WrittenTogether<T>(Func<IReadOnlyList<Written<T>>, Task> write)
{
    /// <summary>Who comes waits for those that it goes with.</summary>
    private const int Most = 100;

    private readonly ConcurrentQueue<Written<T>> _waiting = new();
    private int _isWriting;

    /// <summary>Returns when it is written. There is no way back from it, hence no token.</summary>
    public Task AddAsync(T item)
    {
        var own = new Written<T>(item);
        _waiting.Enqueue(own);
        // Whoever finds nobody at it writes for all, those that come meanwhile, too.
        _ = WriteAllAsync();
        return own.Answer;
    }

    private async Task WriteAllAsync()
    {
        // Looked at again once the flag is down: what came just before that found it up.
        while (!_waiting.IsEmpty && Interlocked.Exchange(ref _isWriting, 1) == 0)
        {
            while (Next() is { Count: > 0 } next)
            {
                await WriteAsync(next);
            }

            // A full fence, as that look must not come before it.
            Interlocked.Exchange(ref _isWriting, 0);
        }
    }

    private List<Written<T>> Next()
    {
        var next = new List<Written<T>>();
        while (next.Count < Most && _waiting.TryDequeue(out var item))
        {
            next.Add(item);
        }

        return next;
    }

    private async Task WriteAsync(List<Written<T>> together)
    {
        try
        {
            await write(together);
            together.ForEach(item => item.Succeed());
        }
        catch (Exception problem)
        {
            together.ForEach(item => item.Fail(problem));
        }
    }
}

/// <summary>One of those that are written together, and who waits for it.</summary>
public sealed class Written<T>(T item)
{
    private readonly TaskCompletionSource _answer = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public T Item => item;

    public bool IsAnswered => _answer.Task.IsCompleted;

    internal Task Answer => _answer.Task;

    /// <summary>Only the first answer counts.</summary>
    public void Succeed() => _answer.TrySetResult();

    /// <inheritdoc cref="Succeed"/>
    public void Fail(Exception problem) => _answer.TrySetException(problem);
}
