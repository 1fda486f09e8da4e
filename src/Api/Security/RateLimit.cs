using System.Net;
using System.Net.Sockets;
using System.Threading.RateLimiting;
using Clearsight.Api.Hosting;
using Clearsight.Api.Problems;
using Microsoft.AspNetCore.RateLimiting;
using Microsoft.Extensions.Options;

namespace Clearsight.Api.Security;

/// <summary>A token bucket for each client, and a number of streams that it may hold open, so that one cannot starve the rest.</summary>
internal static class RateLimit
{
    /// <summary>The policy of endpoints that answer for as long as the client likes.</summary>
    public const string Streams = "streams";

    public static void Configure(RateLimiterOptions limiter, IOptions<LimitOptions> limits)
    {
        limiter.GlobalLimiter = PartitionedRateLimiter.Create<HttpContext, string>(context => Partition(context, limits.Value));
        limiter.AddPolicy(Streams, context => RateLimitPartition.GetConcurrencyLimiter(
            Client(context), _ => new ConcurrencyLimiterOptions { PermitLimit = limits.Value.Streams, QueueLimit = 0 }));
        limiter.OnRejected = (rejected, _) => new ValueTask(rejected.HttpContext.WriteProblemAsync(
            ProblemTable.ForStatus(StatusCodes.Status429TooManyRequests) with { RetryAfter = Wait(rejected.Lease) }));
    }

    private static RateLimitPartition<string> Partition(HttpContext context, LimitOptions limits)
    {
        if (limits.RequestsPerSecond == 0 || context.GetEndpoint()?.Access(context.Request.Method) == Access.Open)
        {
            return RateLimitPartition.GetNoLimiter("unlimited");
        }

        return RateLimitPartition.GetTokenBucketLimiter(Client(context), _ => new TokenBucketRateLimiterOptions
        {
            TokenLimit = limits.Burst,
            TokensPerPeriod = limits.RequestsPerSecond,
            ReplenishmentPeriod = TimeSpan.FromSeconds(1),
            QueueLimit = 0,
        });
    }

    /// <summary>
    /// The address that the connection comes from; of IPv6 the network, since a client owns a whole /64. Never the key:
    /// guessing keys must not open fresh buckets.
    /// </summary>
    private static string Client(HttpContext context)
    {
        var address = context.Connection.RemoteIpAddress;
        if (address is { IsIPv4MappedToIPv6: true })
        {
            address = address.MapToIPv4();
        }

        return address is { AddressFamily: AddressFamily.InterNetworkV6 }
            ? new IPAddress([.. address.GetAddressBytes().Take(8), .. new byte[8]]).ToString()
            : address?.ToString() ?? "local";
    }

    private static TimeSpan Wait(RateLimitLease lease) =>
        lease.TryGetMetadata(MetadataName.RetryAfter, out var wait) ? wait : TimeSpan.FromSeconds(1);
}
