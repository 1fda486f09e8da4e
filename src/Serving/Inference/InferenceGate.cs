using Clearsight.Domain;
using Clearsight.Serving.Telemetry;
using Microsoft.Extensions.Options;

namespace Clearsight.Serving.Inference;

/// <summary>
/// Lets in as many pictures as there are cores, and a bounded number of others wait. Whoever holds a place may compute
/// on its own thread (decode, prepare, infer, encode), so the gate bounds processor, threads and memory at once. A training
/// in the same process waits for those inside.
/// </summary>
public sealed class InferenceGate : IDisposable
{
    private static readonly TimeSpan RetryAfter = TimeSpan.FromSeconds(1);
    private readonly SemaphoreSlim _places;
    private readonly int _admitted;
    private readonly TimeSpan _deadline;
    private readonly RightOfWay _rightOfWay;
    private readonly InferenceMetrics _metrics;
    private readonly TimeProvider _time;
    private int _inside;
    private long _refused;

    public InferenceGate(IOptions<InferenceOptions> options, RightOfWay rightOfWay, InferenceMetrics metrics, TimeProvider time)
    {
        Places = options.Value.Places == 0 ? Environment.ProcessorCount : options.Value.Places;
        _places = new SemaphoreSlim(Places);
        _admitted = Places + options.Value.QueueLength;
        _deadline = TimeSpan.FromSeconds(options.Value.QueueSeconds);
        _rightOfWay = rightOfWay;
        _metrics = metrics;
        _time = time;
        StartThreadsAtOnce(Places);
        metrics.Watch(this);
    }

    public int Places { get; }

    /// <summary>A place is free, and nobody waits for it.</summary>
    public bool HasRoom => Volatile.Read(ref _inside) < Places;

    /// <summary>How many may wait.</summary>
    internal int QueueLimit => _admitted - Places;

    internal int Waiting => Math.Clamp(Volatile.Read(ref _inside) - Places, 0, QueueLimit);

    internal int Working => Math.Min(Volatile.Read(ref _inside), Places);

    /// <summary>How many were turned away since the start.</summary>
    internal long Refused => Volatile.Read(ref _refused);

    /// <summary>Waits for a place, which the caller disposes.</summary>
    /// <exception cref="BusyException">As many wait already as may.</exception>
    /// <exception cref="UnavailableException">It took too long until a place was free.</exception>
    /// <exception cref="OperationCanceledException">The client went away while it waited.</exception>
    public async Task<Place> EnterAsync(CancellationToken cancellationToken)
    {
        var start = _time.GetTimestamp();
        if (Interlocked.Increment(ref _inside) > _admitted)
        {
            Interlocked.Decrement(ref _inside);
            Interlocked.Increment(ref _refused);
            throw new BusyException($"{Places} images are being worked on and {_admitted - Places} wait; try again in a moment.", RetryAfter);
        }

        _rightOfWay.Enter();
        try
        {
            using var span = ServingTelemetry.Spans.StartActivity("queue");
            if (!await _places.WaitAsync(_deadline, cancellationToken))
            {
                throw new UnavailableException($"The image waited for {_deadline.TotalSeconds} s and its turn did not come; try again in a moment.", RetryAfter);
            }
        }
        catch
        {
            Interlocked.Decrement(ref _inside);
            _rightOfWay.Leave();
            // Those who gave up have waited the longest.
            _metrics.Waited(_time.GetElapsedTime(start));
            throw;
        }

        var waited = _time.GetElapsedTime(start);
        _metrics.Waited(waited);
        return new Place(this, waited);
    }

    public void Dispose() => _places.Dispose();

    /// <summary>
    /// Whoever is inside keeps a thread of the pool busy, with a large image for seconds. The pool starts so many threads
    /// without its usual delay of half a second each, so that health checks and small requests go on beside them.
    /// </summary>
    private static void StartThreadsAtOnce(int places)
    {
        ThreadPool.GetMinThreads(out var threads, out var ports);
        ThreadPool.SetMinThreads(Math.Max(threads, Environment.ProcessorCount + places), ports);
    }

    private void Leave()
    {
        Interlocked.Decrement(ref _inside);
        _places.Release();
        _rightOfWay.Leave();
    }

    /// <summary>The right to compute on one core.</summary>
    public sealed class Place(InferenceGate gate, TimeSpan waited) : IDisposable
    {
        private int _left;

        /// <summary>How long the place was waited for.</summary>
        public TimeSpan Waited { get; } = waited;

        public void Dispose()
        {
            if (Interlocked.Exchange(ref _left, 1) == 0)
            {
                gate.Leave();
            }
        }
    }
}
