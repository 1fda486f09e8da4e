using Clearsight.Domain.Jobs;
using Microsoft.Extensions.Options;

namespace Clearsight.Workers;

/// <summary>The workers that there are: those of this host, and of all hosts that share its rows. Says who holds which job.</summary>
public sealed class WorkerDirectory : IDisposable
{
    private readonly WorkerRoster _roster;
    private readonly IWorkerTable? _table;
    private readonly TimeSpan _lease;
    private readonly SemaphoreSlim _telling = new(1);

    /// <param name="table">Null where the host has its rows to itself.</param>
    public WorkerDirectory(WorkerRoster roster, IOptions<WorkersOptions> options, IWorkerTable? table)
    {
        _roster = roster;
        _lease = TimeSpan.FromSeconds(options.Value.LeaseSeconds);
        _table = table;
    }

    public async Task<IReadOnlyList<WorkerState>> ListAsync(CancellationToken cancellationToken) =>
        _table is null ? _roster.List() : await _table.ListAsync(cancellationToken);

    /// <summary>Tells the other hosts what the workers of this one are on, and that they live.</summary>
    internal async Task RenewAsync(CancellationToken cancellationToken)
    {
        if (_table is null || _roster.Slots.Count == 0)
        {
            return;
        }

        // One after the other: what is told last has to be what was seen last.
        await _telling.WaitAsync(cancellationToken);
        try
        {
            await _table.RenewAsync(_roster.List(), _lease, cancellationToken);
        }
        finally
        {
            _telling.Release();
        }
    }

    internal Task LeaveAsync(CancellationToken cancellationToken) =>
        _table?.LeaveAsync([.. _roster.Slots.Select(slot => slot.Name)], cancellationToken) ?? Task.CompletedTask;

    /// <summary>
    /// Who is on which job. Ask after the jobs were read: a worker tells what it is on before it starts a job, so one that
    /// is not here is not on it, and one that ended it in between no longer holds it when it is read again.
    /// </summary>
    internal async Task<Predicate<TrainingJob>> HoldersAsync(CancellationToken cancellationToken)
    {
        if (_table is null)
        {
            return job => _roster.IsRunning(job.Id);
        }

        var held = await _table.HeldAsync(cancellationToken);
        return job => job.Worker is { } worker && held.Contains((worker, job.Id));
    }

    public void Dispose() => _telling.Dispose();
}
