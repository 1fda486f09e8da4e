using Microsoft.Extensions.Hosting;

namespace Clearsight.Learning.Native;

/// <summary>Loads libtorch before the host takes work: a host that cannot train should not start and wait for a job to find out.</summary>
internal sealed class LibtorchStartup : IHostedLifecycleService
{
    public Task StartingAsync(CancellationToken cancellationToken)
    {
        Libtorch.Prepare();
        return Task.CompletedTask;
    }

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
