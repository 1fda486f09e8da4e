using Clearsight.Domain;
using Clearsight.Storage.Jobs;
using Clearsight.Storage.Models;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace Clearsight.Storage.Database;

/// <summary>
/// Hears what the hosts tell that share the database (<see cref="HostNews"/>), and passes it on as if it had happened here.
/// What was told while the connection was lost is made up for: everybody who waits looks again.
/// </summary>
internal sealed class HostListener(
    SharedDatabase database, JobSignals jobs, SelectionStore selections, TimeProvider time, ILogger<HostListener> logger) : BackgroundService
{
    private static readonly TimeSpan BeforeNextTry = TimeSpan.FromSeconds(1);

    private readonly TaskCompletionSource _listening = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Returns once it listens: whoever reads what is so after this start misses nothing.</summary>
    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        await base.StartAsync(cancellationToken);
        await _listening.Task.WaitAsync(cancellationToken);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await ListenAsync(stoppingToken);
            }
            catch (Exception problem) when (!stoppingToken.IsCancellationRequested)
            {
                // The others are broken, too, and each would fail once.
                using (var pooled = new NpgsqlConnection(database.ConnectionString))
                {
                    NpgsqlConnection.ClearPool(pooled);
                }

                logger.LogWarning("What other hosts tell is not heard until the database answers again: {Problem}", problem.Message);
                await Task.Delay(BeforeNextTry, time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
            catch (OperationCanceledException)
            {
                // The host stops.
            }
        }
    }

    private async Task ListenAsync(CancellationToken cancellationToken)
    {
        // A connection that nothing is sent through could be lost without a sign: hence the question now and then.
        var own = new NpgsqlConnectionStringBuilder(database.ConnectionString) { Pooling = false, KeepAlive = 10 };
        await using var connection = new NpgsqlConnection(own.ConnectionString);
        await connection.OpenAsync(cancellationToken);
        var selected = _listening.Task.IsCompleted ? TaskKinds.All.ToHashSet() : [];
        connection.Notification += (_, news) => Hear(news.Payload, selected);
        await using (var listen = new NpgsqlCommand($"LISTEN {HostNews.Channel}", connection))
        {
            await listen.ExecuteNonQueryAsync(cancellationToken);
        }

        _listening.TrySetResult();
        jobs.RaiseAll();
        while (true)
        {
            foreach (var task in selected.ToList())
            {
                selected.Remove(task);
                await selections.AnnounceAsync(task, cancellationToken);
            }

            await connection.WaitAsync(cancellationToken);
        }
    }

    private void Hear(string news, HashSet<TaskKind> selected)
    {
        switch (news.Split(' '))
        {
            case [HostNews.Job, var id]:
                jobs.Raise(id);
                break;
            case [HostNews.Selection, var name, var host] when host != selections.Host && Enum.TryParse<TaskKind>(name, ignoreCase: true, out var task):
                selected.Add(task);
                break;
        }
    }
}
