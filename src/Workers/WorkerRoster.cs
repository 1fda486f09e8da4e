using Clearsight.Domain;
using Microsoft.Extensions.Options;

namespace Clearsight.Workers;

/// <summary>A worker of this host: one training at a time.</summary>
/// <param name="Name">The host's name and the worker's number on it; also in a job's <c>worker</c>.</param>
/// <param name="Device">What it computes on: <c>cpu</c>.</param>
/// <param name="LastHeartbeat">The last sign of life; while a job runs, of the training itself.</param>
public sealed record WorkerState(
    string Name, string Host, HostRole Role, string Device, int Threads, string? CurrentJob, DateTimeOffset LastHeartbeat);

/// <summary>The workers of this host and what each is doing. Empty where the host does not train.</summary>
public sealed class WorkerRoster
{
    private readonly Lock _lock = new();
    private readonly WorkerSlot[] _slots;
    private readonly HostRole _role;
    private readonly int _threads;

    public WorkerRoster(IOptions<WorkersOptions> options, HostRole role, TimeProvider time)
    {
        _role = role;
        _threads = options.Value.ThreadsPerJob;
        var count = role == HostRole.Api ? 0 : options.Value.Concurrency;
        _slots = [.. Enumerable.Range(1, count).Select(number => new WorkerSlot($"{Environment.MachineName}/{number}", time))];
    }

    public IReadOnlyList<WorkerState> List() =>
        [.. _slots.Select(slot => new WorkerState(slot.Name, Environment.MachineName, _role, "cpu", _threads, slot.CurrentJob, slot.LastHeartbeat))];

    internal IReadOnlyList<WorkerSlot> Slots => _slots;

    internal bool IsRunning(string jobId) => Array.Exists(_slots, slot => slot.CurrentJob == jobId);

    /// <summary>Takes a free worker for the job; disposing the slot frees it.</summary>
    internal WorkerSlot Occupy(string jobId)
    {
        lock (_lock)
        {
            var slot = Array.Find(_slots, candidate => candidate.CurrentJob is null)
                ?? throw new InvalidOperationException("More background jobs run than this host has workers.");
            slot.Occupy(jobId);
            return slot;
        }
    }

    internal void BeatIdle()
    {
        foreach (var slot in _slots.Where(slot => slot.CurrentJob is null))
        {
            slot.Beat();
        }
    }
}
