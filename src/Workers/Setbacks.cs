using System.Data.Common;
using System.Net.Sockets;
using Clearsight.Domain;
using Clearsight.Storage.Database;
using Microsoft.Extensions.Options;

namespace Clearsight.Workers;

/// <summary>
/// Tells failures that may pass by themselves (a database that is restarted, a full disk, a network folder or bucket that is away) from
/// those that would come again, and how long to wait for that: each time three times as long, so that a second's outage costs
/// seconds and one of minutes is waited for.
/// </summary>
internal sealed class Setbacks(IOptions<WorkersOptions> options)
{
    private const double Growth = 3;

    /// <param name="before">How often it was tried again already.</param>
    public bool IsWorthRetry(Exception problem, int before) => before < options.Value.Retries && MayPass(problem);

    /// <inheritdoc cref="IsWorthRetry"/>
    public TimeSpan Wait(int before) => TimeSpan.FromSeconds(options.Value.RetrySeconds * Math.Pow(Growth, before));

    /// <summary>EF Core and others wrap what the surroundings did, so the whole chain is looked through.</summary>
    private static bool MayPass(Exception? problem) => problem switch
    {
        null => false,
        // It will not come back by itself.
        FileNotFoundException or PathTooLongException or EndOfStreamException => false,
        StoreAwayException or IOException or SocketException or HttpRequestException or TimeoutException => true,
        DbException => DatabaseOutage.IsCauseOf(problem),
        _ => MayPass(problem.InnerException),
    };
}
