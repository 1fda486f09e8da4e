using System.Collections.Concurrent;
using System.Runtime.ExceptionServices;
using Clearsight.Domain;
using Clearsight.Learning.Native;
using ThreadPriority = Clearsight.Learning.Native.ThreadPriority;

namespace Clearsight.Learning.Training;

/// <summary>
/// A thread a core, each computing alone. libtorch's own way, all cores on one operation after the other, waits for the
/// slowest at every operation, and cannot share out what runs between operations; lanes meet once a mini-batch. Requests
/// of the same process go first: lanes have a low priority, and let requests pass before each piece of work.
/// </summary>
internal sealed class Lanes : IDisposable
{
    /// <summary>Of the process, as oneDNN's store of what it has compiled is.</summary>
    private static readonly Lock FirstOfItsShape = new();

    private readonly RightOfWay _requests;
    private readonly Thread[] _threads;
    private readonly SemaphoreSlim[] _starts;
    private readonly CountdownEvent _running = new(1);
    private readonly Exception?[] _failures;
    private readonly ConcurrentDictionary<(string Purpose, int Images), bool> _computed = new();
    private Action<int>? _work;

    /// <param name="requests">Which go before the lanes.</param>
    public Lanes(int count, RightOfWay requests)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(count);
        Count = count;
        _requests = requests;
        _failures = new Exception?[count];
        Libtorch.UseThreads(1);
        _starts = [.. Enumerable.Range(0, count).Select(_ => new SemaphoreSlim(0))];
        _threads = [.. Enumerable.Range(0, count).Select(lane => new Thread(() => Serve(lane)) { IsBackground = true, Name = $"Training lane {lane}" })];
        foreach (var thread in _threads)
        {
            thread.Start();
        }
    }

    public int Count { get; }

    /// <summary>
    /// Computes a piece on the calling lane; alone, if it is the first time for this purpose and this many images. When two
    /// threads ask oneDNN for the same new gradient of a convolution at once, one of them gets it without its working
    /// memory, and the process ends with a segmentation fault (docs/lab-log.md). What was once computed is kept ready.
    /// </summary>
    public T Compute<T>(string purpose, int images, Func<T> work)
    {
        _requests.Yield();
        if (_computed.ContainsKey((purpose, images)))
        {
            return work();
        }

        lock (FirstOfItsShape)
        {
            var result = work();
            _computed[(purpose, images)] = true;
            return result;
        }
    }

    /// <summary>Does the work on every lane, which gets its number from 0, and returns when all have done it.</summary>
    /// <exception cref="Exception">What the first lane that failed threw.</exception>
    public void Run(Action<int> work)
    {
        _work = work;
        Array.Clear(_failures);
        _running.Reset(Count);
        foreach (var start in _starts)
        {
            start.Release();
        }

        _running.Wait();
        if (Array.Find(_failures, failure => failure is not null) is { } failed)
        {
            ExceptionDispatchInfo.Throw(failed);
        }
    }

    public void Dispose()
    {
        _work = null;
        foreach (var (start, thread) in _starts.Zip(_threads))
        {
            start.Release();
            thread.Join();
            start.Dispose();
        }

        _running.Dispose();
    }

    private void Serve(int lane)
    {
        ThreadPriority.Lower();
        Libtorch.UseThreads(1);
        while (true)
        {
            _starts[lane].Wait();
            if (_work is null)
            {
                return;
            }

            Do(lane);
        }
    }

    private void Do(int lane)
    {
        try
        {
            _work!(lane);
        }
        catch (Exception exception)
        {
            _failures[lane] = exception;
        }
        finally
        {
            _running.Signal();
        }
    }
}
