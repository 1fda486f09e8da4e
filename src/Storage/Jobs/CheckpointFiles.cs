using Clearsight.Domain;
using Clearsight.Storage.Artifacts;

namespace Clearsight.Storage.Jobs;

/// <summary>
/// The weights in a job's checkpoints, for whoever wants to look at them: <c>epoch-0003/weights.safetensors</c>, one
/// for each epoch that is still kept. A running job writes and thins them out meanwhile. Where hosts share a bucket, those
/// in there count, wherever the job runs.
/// </summary>
public sealed class CheckpointFiles
{
    private const string FolderPrefix = "epoch-";
    private const string Weights = "weights.safetensors";

    private readonly AttemptFolders _folders;
    private readonly StorageLayout _layout;
    private readonly ArtifactBucket? _bucket;
    private readonly BucketCheckpoints? _shared;

    internal CheckpointFiles(AttemptFolders folders, StorageLayout layout, ArtifactBucket? bucket = null, BucketCheckpoints? shared = null) =>
        (_folders, _layout, _bucket, _shared) = (folders, layout, bucket, shared);

    /// <summary>By epoch. Those in the middle of an epoch are the trainer's own and not listed.</summary>
    /// <exception cref="StoreAwayException">There is a bucket, and it cannot be used now.</exception>
    public async Task<IReadOnlyList<CheckpointFile>> ListAsync(string jobId, CancellationToken cancellationToken) =>
        _shared is null
            ? List(jobId)
            : [.. (await SharedAsync(_shared, jobId, cancellationToken)).Select(item => new CheckpointFile(item.Epoch, item.Weights.SizeBytes, item.Weights.ModifiedAt))];

    /// <summary>Opens the weights; what is open stays readable when the checkpoint is thinned out.</summary>
    /// <exception cref="NotFoundException">There is no checkpoint of that epoch, or no longer.</exception>
    /// <exception cref="StoreAwayException">There is a bucket, and it cannot be used now.</exception>
    public async Task<FileStream> OpenAsync(string jobId, int epoch, CancellationToken cancellationToken)
    {
        if (_shared is null || _bucket is null)
        {
            return Open(jobId, epoch);
        }

        var weights = (await SharedAsync(_shared, jobId, cancellationToken)).Where(item => item.Epoch == epoch).Select(item => item.Weights).FirstOrDefault()
            ?? throw Missing(jobId, epoch);
        // For as long as it is open: a client may want any part of it, and the bucket's copy may go meanwhile.
        var copy = new FileStream(
            Path.Combine(_layout.Jobs, StorageLayout.DeletedPrefix + Guid.NewGuid().ToString("N")), FileMode.CreateNew, FileAccess.ReadWrite, FileShare.None, 1, FileOptions.DeleteOnClose | FileOptions.Asynchronous);
        try
        {
            await _bucket.FetchAsync(weights.Key, copy, cancellationToken);
            copy.Position = 0;
            return copy;
        }
        catch (Exception exception)
        {
            await copy.DisposeAsync();
            throw exception is FileNotFoundException ? Missing(jobId, epoch) : exception;
        }
    }

    private List<CheckpointFile> List(string jobId)
    {
        while (_folders.Newest(jobId) is { } folder)
        {
            try
            {
                return In(folder);
            }
            catch (DirectoryNotFoundException)
            {
                // The next attempt took it over, or it is no longer kept: looked for anew.
            }
        }

        return [];
    }

    private static List<CheckpointFile> In(string folder) =>
    [
        .. new DirectoryInfo(folder).EnumerateDirectories(FolderPrefix + "*")
            .Select(checkpoint => (Epoch: EpochOf(checkpoint.Name), Weights: new FileInfo(Path.Combine(checkpoint.FullName, Weights))))
            .Where(checkpoint => checkpoint.Epoch is not null && checkpoint.Weights.Exists)
            .Select(checkpoint => new CheckpointFile(
                checkpoint.Epoch!.Value, checkpoint.Weights.Length, new DateTimeOffset(checkpoint.Weights.LastWriteTimeUtc, TimeSpan.Zero)))
            .OrderBy(checkpoint => checkpoint.Epoch),
    ];

    private FileStream Open(string jobId, int epoch)
    {
        try
        {
            return new FileStream(
                Path.Combine(_folders.Newest(jobId) ?? throw new DirectoryNotFoundException(), FolderPrefix + epoch.ToString("0000"), Weights),
                FileMode.Open,
                FileAccess.Read,
                FileShare.Read | FileShare.Delete);
        }
        catch (Exception exception) when (exception is FileNotFoundException or DirectoryNotFoundException)
        {
            throw Missing(jobId, epoch);
        }
    }

    private static async Task<IReadOnlyList<(int Epoch, BucketObject Weights)>> SharedAsync(BucketCheckpoints shared, string jobId, CancellationToken cancellationToken) =>
    [
        .. from checkpoint in await shared.ListAsync(jobId, before: int.MaxValue, cancellationToken)
           let epoch = EpochOf(checkpoint.Name)
           where epoch is not null
           from file in checkpoint.Files
           where file.Key.File == Weights
           orderby epoch
           select (epoch.Value, file.Object),
    ];

    private static NotFoundException Missing(string jobId, int epoch) =>
        new($"Job {jobId} has no checkpoint of epoch {epoch}; older ones are removed while it trains.");

    private static int? EpochOf(string folder) =>
        int.TryParse(folder[FolderPrefix.Length..], System.Globalization.NumberStyles.None, null, out var epoch) ? epoch : null;
}

public sealed record CheckpointFile(int Epoch, long SizeBytes, DateTimeOffset CreatedAt);
