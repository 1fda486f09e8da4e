using Clearsight.Domain.Jobs;

namespace Clearsight.Workers;

/// <summary>One worker's place: the job on it and when it last gave a sign of life.</summary>
internal sealed class WorkerSlot(string name, TimeProvider time) : IDisposable
{
    private long _lastHeartbeat = time.GetUtcNow().UtcTicks;
    private volatile string? _currentJob;
    private volatile TrainingState? _training;

    public string Name { get; } = name;

    public string? CurrentJob => _currentJob;

    /// <summary>Null until the training has taken its first steps, and where the worker has none.</summary>
    public TrainingState? Training => _training;

    public DateTimeOffset LastHeartbeat => new(Volatile.Read(ref _lastHeartbeat), TimeSpan.Zero);

    public void Beat() => Volatile.Write(ref _lastHeartbeat, time.GetUtcNow().UtcTicks);

    public void Progressed(string recipe, JobProgress progress)
    {
        Beat();
        _training = new TrainingState(recipe, progress);
    }

    public void Occupy(string jobId)
    {
        Beat();
        _currentJob = jobId;
    }

    public void Dispose()
    {
        Beat();
        _currentJob = null;
        _training = null;
    }

    public sealed record TrainingState(string Recipe, JobProgress Progress);
}
