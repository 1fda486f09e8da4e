using Clearsight.Domain;
using Clearsight.Domain.Jobs;
using Microsoft.Extensions.Options;

namespace Clearsight.Workers;

/// <summary>The workers of this host and what each is doing. Empty where the host does not train.</summary>
public sealed class WorkerRoster
{
    private readonly Lock _lock = new();
    private readonly WorkerSlot[] _slots;
    private readonly HostRole _role;
    private readonly int _threads;

    /// <param name="process">Tells this process from others on the machine, where hosts share their rows; otherwise there are none.</param>
    public WorkerRoster(IOptions<WorkersOptions> options, HostRole role, TimeProvider time, string? process = null)
    {
        _role = role;
        _threads = options.Value.ThreadsPerJob;
        var count = role == HostRole.Api ? 0 : options.Value.Concurrency;
        var host = process is null ? Environment.MachineName : $"{Environment.MachineName}/{process}";
        _slots = [.. Enumerable.Range(1, count).Select(number => new WorkerSlot($"{host}/{number}", time))];
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
