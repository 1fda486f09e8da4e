using Clearsight.Domain;
using Clearsight.Domain.Models;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.Options;

namespace Clearsight.Api.Hosting;

/// <summary>Says, once the host listens, where it can be reached and what it serves.</summary>
internal sealed class StartupLine(IServer server, IOptions<HostingOptions> options, IServiceProvider services, ILogger<StartupLine> logger)
    : IHostedLifecycleService
{
    public async Task StartedAsync(CancellationToken cancellationToken)
    {
        var addresses = server.Features.Get<IServerAddressesFeature>()?.Addresses ?? [];
        logger.LogInformation(
            "Ready at {Addresses} as {Role}: {Selected}",
            string.Join(", ", addresses), options.Value.Role, await SelectedAsync(cancellationToken));
    }

    private async Task<string> SelectedAsync(CancellationToken cancellationToken)
    {
        if (services.GetService<ISelectionStore>() is not { } selections)
        {
            return "nothing is stored";
        }

        var parts = new List<string>();
        foreach (var task in TaskKinds.All)
        {
            var selection = await selections.FindAsync(task, cancellationToken);
            parts.Add($"{task.ToName()} by {selection?.Model.ToString() ?? "no model yet"}");
        }

        return string.Join(", ", parts);
    }

    public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
