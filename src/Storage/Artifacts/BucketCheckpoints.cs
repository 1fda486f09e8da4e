namespace Clearsight.Storage.Artifacts;

/// <summary>The checkpoints of jobs in the bucket, so that any host can go on where the one before was lost.</summary>
public sealed class BucketCheckpoints
{
    private readonly ArtifactBucket _bucket;
    private readonly StorageLayout _layout;

    internal BucketCheckpoints(ArtifactBucket bucket, StorageLayout layout) => (_bucket, _layout) = (bucket, layout);

    /// <summary>
    /// Makes the bucket have what the attempt has on this host: brings up what it lacks and the one that was just written,
    /// removes what was thinned out, and then what attempts before have, since all of it is in this one's.
    /// </summary>
    /// <param name="written">The name of the checkpoint that the attempt has just written.</param>
    /// <exception cref="Domain.StoreAwayException">The bucket cannot be used now.</exception>
    public async Task MirrorAsync(string jobId, int attempt, string written, CancellationToken cancellationToken)
    {
        if (Here(_layout.CheckpointFolder(jobId, attempt)) is not { } here)
        {
            return;
        }

        var there = Keys(await _bucket.ListAsync($"jobs/{jobId}/{StorageLayout.Checkpoints}", cancellationToken));
        var own = there.Where(item => item.Key.Attempt == attempt).ToList();
        var sealedNames = own.Where(item => item.Key.IsSeal).Select(item => item.Key.Name).ToHashSet();
        foreach (var name in here.Where(name => name == written || !sealedNames.Contains(name)))
        {
            await UploadAsync(jobId, attempt, name, unseal: sealedNames.Contains(name), cancellationToken);
        }

        var gone = own.Where(item => !here.Contains(item.Key.Name)).Concat(there.Where(item => item.Key.Attempt < attempt));
        await DeleteAsync(gone.Select(item => item.Key), cancellationToken);
    }

    /// <summary>The whole ones of attempts before this one, each as the newest of these has it.</summary>
    internal async Task<IReadOnlyList<BucketCheckpoint>> ListAsync(string jobId, int before, CancellationToken cancellationToken) =>
    [
        .. from item in Keys(await _bucket.ListAsync($"jobs/{jobId}/{StorageLayout.Checkpoints}", cancellationToken))
           where item.Key.Attempt < before
           group item by (item.Key.Name, item.Key.Attempt) into files
           where files.Any(file => file.Key.IsSeal)
           group new BucketCheckpoint(files.Key.Name, files.Key.Attempt, [.. files]) by files.Key.Name into same
           orderby same.Key
           select same.MaxBy(checkpoint => checkpoint.Attempt),
    ];

    /// <summary>Puts checkpoints beside those that a folder has already, each whole or not at all.</summary>
    /// <exception cref="Domain.StoreAwayException">The bucket cannot be used now.</exception>
    internal async Task BringAsync(IReadOnlyList<BucketCheckpoint> checkpoints, string folder, CancellationToken cancellationToken)
    {
        foreach (var checkpoint in checkpoints)
        {
            var target = Path.Combine(folder, checkpoint.Name);
            if (!Directory.Exists(target))
            {
                await FetchAsync(checkpoint, target, cancellationToken);
            }
        }
    }

    private async Task FetchAsync(BucketCheckpoint checkpoint, string target, CancellationToken cancellationToken)
    {
        var staging = _layout.NewDeletedFolder();
        Directory.CreateDirectory(staging);
        try
        {
            foreach (var (key, _) in checkpoint.Files)
            {
                await _bucket.FetchAsync(key.Text, Path.Combine(staging, key.File), cancellationToken);
            }

            Durable.SyncFolder(staging);
            Directory.Move(staging, target);
        }
        catch (FileNotFoundException)
        {
            // Thinned out meanwhile by a worker that was taken for lost and goes on. The trainer goes on from another.
        }
        finally
        {
            if (Directory.Exists(staging))
            {
                Directory.Delete(staging, recursive: true);
            }
        }
    }

    private async Task UploadAsync(string jobId, int attempt, string name, bool unseal, CancellationToken cancellationToken)
    {
        var folder = Path.Combine(_layout.CheckpointFolder(jobId, attempt), name);
        var seal = new CheckpointKey(jobId, attempt, name, CheckpointKey.Seal);
        try
        {
            if (unseal)
            {
                await _bucket.DeleteAsync(seal.Text, cancellationToken);
            }

            foreach (var file in Directory.GetFiles(folder).Select(path => Path.GetFileName(path)).OrderBy(file => file == CheckpointKey.Seal))
            {
                await _bucket.PutAsync((seal with { File = file }).Text, Path.Combine(folder, file), cancellationToken);
            }
        }
        catch (Exception exception) when (exception is FileNotFoundException or DirectoryNotFoundException)
        {
            // The training thinned it out meanwhile, or another attempt took it over: what is up of it has no seal, and goes the next time.
        }
    }

    /// <summary>Seals first: at no moment does half a checkpoint look whole.</summary>
    private async Task DeleteAsync(IEnumerable<CheckpointKey> keys, CancellationToken cancellationToken)
    {
        foreach (var key in keys.OrderBy(key => !key.IsSeal).ToList())
        {
            await _bucket.DeleteAsync(key.Text, cancellationToken);
        }
    }

    /// <summary>The names of the checkpoints in a folder, oldest first; null where another attempt on this host has taken it over.</summary>
    private static List<string>? Here(string folder)
    {
        try
        {
            return [.. Directory.GetDirectories(folder).Select(path => Path.GetFileName(path)).Where(CheckpointKey.IsName).Order(StringComparer.Ordinal)];
        }
        catch (DirectoryNotFoundException)
        {
            return null;
        }
    }

    private static List<(CheckpointKey Key, BucketObject Object)> Keys(IReadOnlyList<BucketObject> objects) =>
        [.. objects.Select(item => (Key: CheckpointKey.Parse(item.Key), item)).Where(item => item.Key is not null).Select(item => (item.Key!, item.item))];
}

/// <param name="Files">At least the one that seals it.</param>
internal sealed record BucketCheckpoint(string Name, int Attempt, IReadOnlyList<(CheckpointKey Key, BucketObject Object)> Files);
