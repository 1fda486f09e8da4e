using Clearsight.Storage;
using Hangfire;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace Clearsight.Workers;

/// <summary>Makes Hangfire's tables where hosts share a database, one host at a time, before anything is put into them.</summary>
/// <param name="hangfire">Asked for so that Hangfire, whose log is static, writes into this host's by now.</param>
internal sealed class QueueSchema(
    IGlobalConfiguration hangfire, HostLock hosts, IOptions<WorkersOptions> options, SharedDatabase? shared = null) : IHostedService
{
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        if (shared is not null)
        {
            _ = hangfire;
            await using var alone = await hosts.EnterAsync("queue", cancellationToken);
            QueueStorage.Create(shared, options.Value, prepareSchema: true);
        }
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
