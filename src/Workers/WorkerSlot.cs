namespace Clearsight.Workers;

/// <summary>One worker's place: the job on it and when it last gave a sign of life.</summary>
internal sealed class WorkerSlot(string name, TimeProvider time) : IDisposable
{
    private long _lastHeartbeat = time.GetUtcNow().UtcTicks;
    private volatile string? _currentJob;

    public string Name { get; } = name;

    public string? CurrentJob => _currentJob;

    public DateTimeOffset LastHeartbeat => new(Volatile.Read(ref _lastHeartbeat), TimeSpan.Zero);

    public void Beat() => Volatile.Write(ref _lastHeartbeat, time.GetUtcNow().UtcTicks);

    public void Occupy(string jobId)
    {
        Beat();
        _currentJob = jobId;
    }

    public void Dispose()
    {
        Beat();
        _currentJob = null;
    }
}
