namespace Clearsight.Domain;

/// <summary>
/// Requests before training, where one process does both: whoever answers a request announces it here, and a training
/// lets it pass between two pieces of work.
/// </summary>
public sealed class RightOfWay : IDisposable
{
    /// <summary>
    /// About what a piece of training takes, so that requests without end slow a training down to half, not to a halt.
    /// </summary>
    public static readonly TimeSpan LongestWait = TimeSpan.FromMilliseconds(10);

    private readonly Lock _change = new();

    // No spinning: it would take from the requests what the wait is to leave them.
    private readonly ManualResetEventSlim _free = new(initialState: true, spinCount: 0);
    private int _requests;

    /// <summary>No request is under way.</summary>
    public bool IsFree => _free.IsSet;

    /// <summary>A request came in.</summary>
    public void Enter()
    {
        lock (_change)
        {
            if (_requests++ == 0)
            {
                _free.Reset();
            }
        }
    }

    /// <summary>A request was answered, or given up.</summary>
    public void Leave()
    {
        lock (_change)
        {
            if (--_requests == 0)
            {
                _free.Set();
            }
        }
    }

    /// <summary>Blocks the calling thread while there are requests, but no longer than <see cref="LongestWait"/>.</summary>
    public void Yield() => _free.Wait(LongestWait);

    public void Dispose() => _free.Dispose();
}
