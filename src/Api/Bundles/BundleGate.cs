using System.Threading.RateLimiting;
using Clearsight.Domain;
using Microsoft.Extensions.Options;

namespace Clearsight.Api.Bundles;

/// <summary>
/// Lets few bundles in at a time, from their first byte on, and few others wait: what waits takes neither disk nor
/// memory yet.
/// </summary>
internal sealed class BundleGate(IOptions<BundleOptions> options) : IDisposable
{
    private static readonly TimeSpan RetryAfter = TimeSpan.FromSeconds(5);

    private readonly ConcurrencyLimiter _places = new(new ConcurrencyLimiterOptions
    {
        PermitLimit = options.Value.Places,
        QueueLimit = options.Value.QueueLength,
        QueueProcessingOrder = QueueProcessingOrder.OldestFirst,
    });

    /// <summary>Waits for a place, which the caller disposes.</summary>
    /// <exception cref="BusyException">As many wait already as may.</exception>
    public async Task<IDisposable> EnterAsync(CancellationToken cancellationToken)
    {
        var lease = await _places.AcquireAsync(1, cancellationToken);
        return lease.IsAcquired
            ? lease
            : throw new BusyException($"{options.Value.Places} bundles are being imported and {options.Value.QueueLength} wait; try again in a moment.", RetryAfter);
    }

    public void Dispose() => _places.Dispose();
}
