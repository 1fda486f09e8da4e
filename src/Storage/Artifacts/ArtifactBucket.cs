using System.Security.Cryptography;
using Amazon.S3;
using Amazon.S3.Model;
using Clearsight.Domain;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Clearsight.Storage.Artifacts;

/// <summary>
/// The bucket that hosts share their files in, and the only place that speaks S3. Keys are the paths that files have in a
/// storage directory (<see cref="StorageLayout"/>), behind the prefix, so that one can be copied into the other.
/// </summary>
/// <remarks>
/// It asks for nothing but putting, getting, listing and deleting single objects, which every store of this kind has. An
/// object is there as a whole or not at all.
/// </remarks>
public sealed partial class ArtifactBucket : IDisposable
{
    private const int CopyBufferSize = 128 * 1024;

    /// <summary>A store that does not even answer within this is away, as far as the health check is concerned.</summary>
    private static readonly TimeSpan Glance = TimeSpan.FromSeconds(3);

    private readonly AmazonS3Client _client;
    private readonly BucketProblems _problems;
    private readonly string _bucket;
    private readonly string _prefix;
    private readonly bool _encrypted;
    private readonly ILogger<ArtifactBucket> _logger;

    internal ArtifactBucket(IOptions<S3Options> options, ILogger<ArtifactBucket> logger)
    {
        var chosen = options.Value;
        _client = BucketClient.Create(chosen);
        _bucket = chosen.Bucket;
        _prefix = chosen.Prefix.Length == 0 ? "" : chosen.Prefix.TrimEnd('/') + "/";
        _encrypted = !chosen.Endpoint.StartsWith("http://", StringComparison.OrdinalIgnoreCase);
        _problems = new BucketProblems(_bucket, chosen.Endpoint.Length == 0 ? $"Amazon S3 in {chosen.Region}" : chosen.Endpoint);
        _logger = logger;
    }

    /// <summary>Writes, lists and removes an object, as the host will want to do.</summary>
    /// <exception cref="StartupException">It cannot; the message is a sentence for whoever runs the host.</exception>
    internal async Task CheckAsync(CancellationToken cancellationToken)
    {
        var probe = _prefix + $".probe-{Guid.NewGuid():N}";
        try
        {
            await _client.PutObjectAsync(new PutObjectRequest { BucketName = _bucket, Key = probe, ContentBody = "probe", UseChunkEncoding = false }, cancellationToken);
            await _client.ListObjectsV2Async(new ListObjectsV2Request { BucketName = _bucket, Prefix = probe }, cancellationToken);
            await _client.DeleteObjectAsync(_bucket, probe, cancellationToken);
        }
        catch (Exception exception) when (BucketProblems.IsOfStore(exception, cancellationToken))
        {
            throw _problems.AtStart(exception);
        }
    }

    /// <returns>What is wrong, as a sentence; null where the bucket can be used.</returns>
    public async Task<string?> ProblemAsync(CancellationToken cancellationToken)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        patience.CancelAfter(Glance);
        try
        {
            await _client.ListObjectsV2Async(new ListObjectsV2Request { BucketName = _bucket, Prefix = _prefix, MaxKeys = 1 }, patience.Token);
            return null;
        }
        catch (Exception exception) when (BucketProblems.IsOfStore(exception, cancellationToken))
        {
            return BucketProblems.Sentence(exception);
        }
    }

    /// <exception cref="StoreAwayException">The bucket cannot be used now.</exception>
    internal async Task PutAsync(string key, string path, CancellationToken cancellationToken)
    {
        await using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete);
        var request = new PutObjectRequest
        {
            BucketName = _bucket,
            Key = _prefix + key,
            InputStream = file,
            AutoCloseStream = false,
            // In one piece: not every store takes chunks that are signed one by one.
            UseChunkEncoding = false,
            // TLS keeps it whole on the way; otherwise the file is read once more for its signature.
            DisablePayloadSigning = _encrypted,
        };
        await AskAsync(() => _client.PutObjectAsync(request, cancellationToken), cancellationToken);
    }

    /// <summary>Writes the object into a new file, and brings it to the disk.</summary>
    /// <returns>The digest of what came, <c>sha256:…</c>.</returns>
    /// <exception cref="FileNotFoundException">There is no such object.</exception>
    /// <exception cref="StoreAwayException">The bucket cannot be used now.</exception>
    internal async Task<string> FetchAsync(string key, string path, CancellationToken cancellationToken)
    {
        await using var target = new FileStream(path, FileMode.CreateNew, FileAccess.Write);
        var digest = await FetchAsync(key, target, cancellationToken);
        target.Flush(flushToDisk: true);
        return digest;
    }

    /// <inheritdoc cref="FetchAsync(string, string, CancellationToken)"/>
    internal async Task<string> FetchAsync(string key, Stream target, CancellationToken cancellationToken)
    {
        using var response = await AskAsync(() => _client.GetObjectAsync(_bucket, _prefix + key, cancellationToken), cancellationToken);
        using var sha256 = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var (buffer, length) = (new byte[CopyBufferSize], 0L);
        // Only reading is the store's affair: that the disk is full must not be taken for a store that is away.
        for (int read; (read = await AskAsync(() => response.ResponseStream.ReadAsync(buffer, cancellationToken).AsTask(), cancellationToken)) > 0; length += read)
        {
            sha256.AppendData(buffer, 0, read);
            await target.WriteAsync(buffer.AsMemory(0, read), cancellationToken);
        }

        return length == response.ContentLength
            ? Durable.Digest(sha256.GetHashAndReset())
            : throw BucketProblems.Away(new EndOfStreamException($"{length} bytes of {response.ContentLength} came."));
    }

    /// <summary>All objects whose keys begin like this, by key.</summary>
    /// <exception cref="StoreAwayException">The bucket cannot be used now.</exception>
    internal async Task<IReadOnlyList<BucketObject>> ListAsync(string prefix, CancellationToken cancellationToken)
    {
        var found = new List<BucketObject>();
        var request = new ListObjectsV2Request { BucketName = _bucket, Prefix = _prefix + prefix };
        ListObjectsV2Response page;
        do
        {
            page = await AskAsync(() => _client.ListObjectsV2Async(request, cancellationToken), cancellationToken);
            found.AddRange((page.S3Objects ?? []).Select(item => new BucketObject(
                item.Key[_prefix.Length..], item.Size ?? 0, new DateTimeOffset((item.LastModified ?? DateTime.UnixEpoch).ToUniversalTime(), TimeSpan.Zero))));
            request.ContinuationToken = page.NextContinuationToken;
        }
        while (page.IsTruncated == true);
        return found;
    }

    /// <summary>Deletes an object, or finds it gone.</summary>
    /// <exception cref="StoreAwayException">The bucket cannot be used now.</exception>
    internal Task DeleteAsync(string key, CancellationToken cancellationToken) =>
        AskAsync(() => _client.DeleteObjectAsync(_bucket, _prefix + key, cancellationToken), cancellationToken);

    /// <summary>Removes what no row speaks of any more. What cannot be removed now is swept later (<see cref="BucketSweep"/>).</summary>
    internal async Task RemoveAsync(string prefix, CancellationToken cancellationToken)
    {
        try
        {
            foreach (var item in await ListAsync(prefix, cancellationToken))
            {
                await DeleteAsync(item.Key, cancellationToken);
            }
        }
        catch (StoreAwayException exception)
        {
            LogLeft(prefix, exception.InnerException!.Message);
        }
    }

    public void Dispose() => _client.Dispose();

    private static async Task<T> AskAsync<T>(Func<Task<T>> ask, CancellationToken cancellationToken)
    {
        try
        {
            return await ask();
        }
        catch (AmazonS3Exception exception) when (BucketProblems.IsNoSuchObject(exception))
        {
            throw new FileNotFoundException("The bucket has no such object.", exception);
        }
        catch (Exception exception) when (BucketProblems.IsOfStore(exception, cancellationToken))
        {
            throw BucketProblems.Away(exception);
        }
    }

    [LoggerMessage(LogLevel.Warning, "What lies under '{Prefix}' in the bucket is to go and cannot be removed now; it is swept later: {Problem}")]
    private partial void LogLeft(string prefix, string problem);
}

/// <param name="Key">Without the prefix of the options.</param>
internal sealed record BucketObject(string Key, long SizeBytes, DateTimeOffset ModifiedAt);
