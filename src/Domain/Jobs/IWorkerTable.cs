namespace Clearsight.Domain.Jobs;

/// <summary>The workers of all hosts that share the rows. Where a host has its rows to itself there is no such table.</summary>
public interface IWorkerTable
{
    /// <summary>Writes how the workers of this host are. For as long as the lease is, what each is on counts as its own.</summary>
    Task RenewAsync(IReadOnlyList<WorkerState> workers, TimeSpan lease, CancellationToken cancellationToken);

    /// <summary>Takes the workers of this host out: it stops.</summary>
    Task LeaveAsync(IReadOnlyList<string> names, CancellationToken cancellationToken);

    /// <summary>All of them, by name; one that was lost stays in sight for some minutes.</summary>
    Task<IReadOnlyList<WorkerState>> ListAsync(CancellationToken cancellationToken);

    /// <summary>Who is on which job, of the workers whose leases have not run out.</summary>
    Task<IReadOnlySet<(string Worker, string Job)>> HeldAsync(CancellationToken cancellationToken);
}

/// <summary>A worker: one training at a time.</summary>
/// <param name="Name">Its host's name and more; also in a job's <c>worker</c>.</param>
/// <param name="Device">What it computes on: <c>cpu</c>.</param>
/// <param name="LastHeartbeat">The last sign of life; while a job runs, of the training itself.</param>
public sealed record WorkerState(
    string Name, string Host, HostRole Role, string Device, int Threads, string? CurrentJob, DateTimeOffset LastHeartbeat);
