using Clearsight.Domain;

namespace Clearsight.Storage.Jobs;

/// <summary>
/// The weights in a job's checkpoints, for whoever wants to look at them: <c>epoch-0003/weights.safetensors</c>, one
/// for each epoch that is still kept. A running job writes and thins them out meanwhile.
/// </summary>
public sealed class CheckpointFiles(AttemptFolders folders)
{
    private const string FolderPrefix = "epoch-";
    private const string Weights = "weights.safetensors";

    /// <summary>By epoch. Those in the middle of an epoch are the trainer's own and not listed.</summary>
    public IReadOnlyList<CheckpointFile> List(string jobId)
    {
        if (folders.Newest(jobId) is not { } folder)
        {
            return [];
        }

        return
        [
            .. new DirectoryInfo(folder).EnumerateDirectories(FolderPrefix + "*")
                .Select(checkpoint => (Epoch: EpochOf(checkpoint.Name), Weights: new FileInfo(Path.Combine(checkpoint.FullName, Weights))))
                .Where(checkpoint => checkpoint.Epoch is not null && checkpoint.Weights.Exists)
                .Select(checkpoint => new CheckpointFile(
                    checkpoint.Epoch!.Value, checkpoint.Weights.Length, new DateTimeOffset(checkpoint.Weights.LastWriteTimeUtc, TimeSpan.Zero)))
                .OrderBy(checkpoint => checkpoint.Epoch),
        ];
    }

    /// <summary>Opens the weights; what is open stays readable when the checkpoint is thinned out.</summary>
    /// <exception cref="NotFoundException">There is no checkpoint of that epoch, or no longer.</exception>
    public FileStream Open(string jobId, int epoch)
    {
        try
        {
            return new FileStream(
                Path.Combine(folders.Newest(jobId) ?? throw new DirectoryNotFoundException(), FolderPrefix + epoch.ToString("0000"), Weights),
                FileMode.Open,
                FileAccess.Read,
                FileShare.Read | FileShare.Delete);
        }
        catch (Exception exception) when (exception is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new NotFoundException($"Job {jobId} has no checkpoint of epoch {epoch}; older ones are removed while it trains.");
        }
    }

    private static int? EpochOf(string folder) =>
        int.TryParse(folder[FolderPrefix.Length..], System.Globalization.NumberStyles.None, null, out var epoch) ? epoch : null;
}

public sealed record CheckpointFile(int Epoch, long SizeBytes, DateTimeOffset CreatedAt);
