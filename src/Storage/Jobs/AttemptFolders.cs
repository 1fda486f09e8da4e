using System.Globalization;
using Clearsight.Storage.Artifacts;

namespace Clearsight.Storage.Jobs;

/// <summary>
/// Each attempt at a job has folders of its own. It takes over the checkpoints of the attempt before by renaming their
/// folder, in one step: a worker that was taken for lost and comes back finds its folder gone, and whatever it still
/// writes lies where nobody looks. Where hosts share a bucket in place of a folder, it takes over what is there, too.
/// </summary>
public sealed class AttemptFolders
{
    private readonly StorageLayout _layout;
    private readonly BucketCheckpoints? _bucket;

    internal AttemptFolders(StorageLayout layout, BucketCheckpoints? bucket = null) => (_layout, _bucket) = (layout, bucket);

    /// <summary>The folder for the checkpoints of an attempt that begins, with those of the newest attempt before it.</summary>
    /// <exception cref="Domain.StoreAwayException">There is a bucket, and it cannot be used now.</exception>
    public async Task<string> TakeCheckpointsAsync(string jobId, int attempt, CancellationToken cancellationToken)
    {
        if (_bucket is null)
        {
            return TakeCheckpoints(jobId, attempt);
        }

        var there = await _bucket.ListAsync(jobId, before: attempt, cancellationToken);
        // What an attempt left here after which the job went on elsewhere is not what it goes on with.
        var own = TakeCheckpoints(jobId, attempt, from: there.Select(checkpoint => checkpoint.Attempt).DefaultIfEmpty().Max());
        await _bucket.BringAsync(there, own, cancellationToken);
        return own;
    }

    /// <summary>Where an attempt puts its model's files; those of the attempts before are removed.</summary>
    public string NewOutput(string jobId, int attempt)
    {
        RemoveOutput(jobId, attempt - 1);
        return Directory.CreateDirectory(_layout.OutputFolder(jobId, attempt)).FullName;
    }

    /// <summary>Removes what attempts at a job put there for a model; what was registered is a copy.</summary>
    /// <param name="attempt">The last of them: what a later one has is not touched.</param>
    public void RemoveOutput(string jobId, int attempt)
    {
        foreach (var folder in Folders(jobId, StorageLayout.Output).Where(folder => folder.Attempt <= attempt).ToList())
        {
            try
            {
                Directory.Delete(folder.Path, recursive: true);
            }
            catch (IOException)
            {
                // Its worker still writes there, or another host removes it. What is left goes with a later sweep, or with the job.
            }
        }
    }

    /// <summary>Removes the checkpoints of a job that is finished. A retry that begins meanwhile has them, or begins anew.</summary>
    /// <param name="attempt">The job's newest: what a later one has is not touched.</param>
    public void RemoveCheckpoints(string jobId, int attempt)
    {
        foreach (var folder in Folders(jobId, StorageLayout.Checkpoints).Where(folder => folder.Attempt <= attempt).ToList())
        {
            var removed = _layout.NewDeletedFolder();
            try
            {
                Directory.Move(folder.Path, removed);
            }
            catch (DirectoryNotFoundException)
            {
                // A retry took them over, or another host removes them.
                continue;
            }

            Directory.Delete(removed, recursive: true);
        }
    }

    /// <summary>The checkpoints that count: those of the newest attempt. Null when there are none.</summary>
    internal string? Newest(string jobId, int before = int.MaxValue, int from = 0) =>
        Folders(jobId, StorageLayout.Checkpoints)
            .Where(folder => folder.Attempt >= from && folder.Attempt < before)
            .OrderByDescending(folder => folder.Attempt)
            .Select(folder => folder.Path)
            .FirstOrDefault();

    /// <param name="from">What attempts before this one left is not taken over.</param>
    private string TakeCheckpoints(string jobId, int attempt, int from = 0)
    {
        var own = _layout.CheckpointFolder(jobId, attempt);
        if (Directory.Exists(own))
        {
            return own;
        }

        if (Newest(jobId, before: attempt, from) is { } taken)
        {
            Directory.Move(taken, own);
        }
        else
        {
            // Also where there is nothing to take over: what an older attempt makes later is not newer than this.
            Directory.CreateDirectory(own);
        }

        return own;
    }

    private IEnumerable<(int Attempt, string Path)> Folders(string jobId, string name)
    {
        var job = new DirectoryInfo(_layout.JobFolder(jobId));
        return job.Exists
            ? from folder in job.EnumerateDirectories(name + "*")
              let attempt = folder.Name.Length == name.Length ? "0" : folder.Name[name.Length..].TrimStart('-')
              where int.TryParse(attempt, NumberStyles.None, CultureInfo.InvariantCulture, out _)
              select (int.Parse(attempt, CultureInfo.InvariantCulture), folder.FullName)
            : [];
    }
}
