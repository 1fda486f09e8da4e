using Clearsight.Domain;
using Clearsight.Domain.Jobs;
using Microsoft.Extensions.Options;

namespace Clearsight.Api.Jobs;

/// <summary>
/// Lets in as many jobs as may wait. To count them takes the longer the more there are, so it is done anew only once a second, or where
/// those counted and those taken in since could be too many. Those that other hosts took in within that second are not seen.
/// </summary>
internal sealed class QueueGate(IJobStore store, IOptions<JobOptions> options, TimeProvider time) : IDisposable
{
    private static readonly TimeSpan GoodFor = TimeSpan.FromSeconds(1);

    private readonly SemaphoreSlim _one = new(1);
    private long? _countedAt;

    /// <summary>No more than these wait, as far as this host knows.</summary>
    private int _atMost;

    /// <exception cref="BusyException">As many jobs wait as may.</exception>
    public async Task AdmitAsync(int jobs, CancellationToken cancellationToken)
    {
        await _one.WaitAsync(cancellationToken);
        try
        {
            var limit = options.Value.QueueLimit;
            if (_countedAt is not { } at || time.GetElapsedTime(at) > GoodFor || _atMost + jobs > limit)
            {
                var now = time.GetTimestamp();
                _atMost = await store.CountAsync(new JobFilter([JobStatus.Queued]), cancellationToken);
                _countedAt = now;
            }

            if (_atMost + jobs > limit)
            {
                throw new BusyException($"{_atMost} jobs are waiting already, and Jobs:QueueLimit allows {limit}; try again when one has ended.", TimeSpan.FromSeconds(60));
            }

            _atMost += jobs;
        }
        finally
        {
            _one.Release();
        }
    }

    public void Dispose() => _one.Dispose();
}
