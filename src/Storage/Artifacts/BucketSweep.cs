using System.Text.RegularExpressions;
using Clearsight.Storage.Database;
using Microsoft.EntityFrameworkCore;

namespace Clearsight.Storage.Artifacts;

/// <summary>Removes what nobody needs from the bucket: what no row speaks of, and the checkpoints of jobs that ended long ago.</summary>
public sealed partial class BucketSweep
{
    /// <summary>Nobody brings up a version or a job's files for so long before the row is there.</summary>
    private static readonly TimeSpan Abandoned = TimeSpan.FromDays(1);

    private readonly ArtifactBucket _bucket;
    private readonly IDbContextFactory<ClearsightDbContext> _databases;
    private readonly TimeProvider _time;

    internal BucketSweep(ArtifactBucket bucket, IDbContextFactory<ClearsightDbContext> databases, TimeProvider time) =>
        (_bucket, _databases, _time) = (bucket, databases, time);

    /// <param name="expired">Jobs whose checkpoints go, with their newest attempt: what a later one has is not touched.</param>
    /// <exception cref="Domain.StoreAwayException">The bucket cannot be used now.</exception>
    public async Task RunAsync(IReadOnlyDictionary<string, int> expired, CancellationToken cancellationToken)
    {
        var abandoned = _time.GetUtcNow() - Abandoned;
        var known = await KnownAsync(cancellationToken);
        IReadOnlyList<BucketObject> objects = [.. await _bucket.ListAsync("models/", cancellationToken), .. await _bucket.ListAsync("jobs/", cancellationToken)];
        foreach (var item in objects)
        {
            // Only what has the form of our own: whatever else somebody put there is theirs.
            var owner = Owner().Match(item.Key) is { Success: true } match ? match.Value : null;
            var isLeft = owner is not null && !known.Contains(owner) && item.ModifiedAt < abandoned;
            if (isLeft || (CheckpointKey.Parse(item.Key) is { } key && expired.TryGetValue(key.JobId, out var attempt) && key.Attempt <= attempt))
            {
                await _bucket.DeleteAsync(item.Key, cancellationToken);
            }
        }
    }

    /// <summary>Read before the bucket is listed: what comes in between is too young to be swept.</summary>
    private async Task<HashSet<string>> KnownAsync(CancellationToken cancellationToken)
    {
        await using var db = await _databases.CreateDbContextAsync(cancellationToken);
        var versions = await db.ModelVersions.Select(row => new { row.Name, row.Version }).ToListAsync(cancellationToken);
        var jobs = await db.Jobs.Select(row => row.Id).ToListAsync(cancellationToken);
        return [.. versions.Select(row => $"models/{row.Name}/{row.Version}/"), .. jobs.Select(id => $"jobs/{id}/")];
    }

    [GeneratedRegex(@"\A(models/[a-z0-9][a-z0-9-]{0,63}/[1-9][0-9]*/|jobs/[0-9a-f]{32}/)", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Owner();
}
