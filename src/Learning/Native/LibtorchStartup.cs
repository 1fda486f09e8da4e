using Microsoft.Extensions.Hosting;

namespace Clearsight.Learning.Native;

/// <summary>
/// Loads libtorch before the host takes work: a host that cannot train should not start and wait for a job to find out.
/// It is loaded beside the parts that start before this one, since that takes half a second that they do not need it in.
/// </summary>
internal sealed class LibtorchStartup : IHostedLifecycleService
{
    private Task _loading = Task.CompletedTask;

    public Task StartingAsync(CancellationToken cancellationToken)
    {
        _loading = Task.Run(Libtorch.Prepare, cancellationToken);
        return Task.CompletedTask;
    }

    /// <exception cref="Domain.StartupException">libtorch cannot be loaded.</exception>
    public Task StartAsync(CancellationToken cancellationToken) => _loading;

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
