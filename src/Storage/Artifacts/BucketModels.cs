using Clearsight.Domain;
using Clearsight.Domain.Models;

namespace Clearsight.Storage.Artifacts;

/// <summary>Model versions in the bucket: <c>models/{name}/{version}/{file}</c>. A host that lacks one fetches it when it is first asked for.</summary>
internal sealed class BucketModels(ArtifactBucket bucket, StorageLayout layout) : IDisposable
{
    /// <summary>What many ask for at once comes once.</summary>
    private readonly SemaphoreSlim _fetching = new(1);

    /// <summary>The manifest comes last: with it there is all that it speaks of.</summary>
    public async Task PublishAsync(string folder, ModelVersion version, CancellationToken cancellationToken)
    {
        foreach (var file in version.Files.Keys.OrderBy(file => file == ModelFiles.Manifest))
        {
            await bucket.PutAsync(Key(version.Reference, file), Path.Combine(folder, file), cancellationToken);
        }
    }

    /// <summary>Returns when the version's folder is here, as it was registered.</summary>
    /// <exception cref="ConflictException">What is in the bucket is not what was registered.</exception>
    /// <exception cref="FileNotFoundException">It is not in the bucket: it was deleted, or somebody else removed it.</exception>
    /// <exception cref="StoreAwayException">The bucket cannot be used now.</exception>
    public async Task BringAsync(ModelVersion version, CancellationToken cancellationToken)
    {
        var target = layout.ModelFolder(version.Manifest.Name, version.Version);
        if (Directory.Exists(target))
        {
            return;
        }

        await _fetching.WaitAsync(cancellationToken);
        try
        {
            if (!Directory.Exists(target))
            {
                await FetchAsync(version, target, cancellationToken);
            }
        }
        finally
        {
            _fetching.Release();
        }
    }

    public Task RemoveAsync(string name, int version, CancellationToken cancellationToken) =>
        bucket.RemoveAsync(Key(new ModelReference(name, version), file: ""), cancellationToken);

    public void Dispose() => _fetching.Dispose();

    private async Task FetchAsync(ModelVersion version, string target, CancellationToken cancellationToken)
    {
        var staging = layout.NewStagingFolder();
        Directory.CreateDirectory(staging);
        try
        {
            foreach (var (file, registered) in version.Files)
            {
                var digest = await bucket.FetchAsync(Key(version.Reference, file), Path.Combine(staging, file), cancellationToken);
                if (digest != registered)
                {
                    throw new ConflictException(
                        $"The file '{file}' of {version.Reference} in the bucket is not what was registered, so nothing is done with it: it was changed, or is damaged. Restore it from a backup, or train the model again.");
                }
            }

            Durable.SyncFolder(staging);
            var parent = Path.GetDirectoryName(target)!;
            Directory.CreateDirectory(parent);
            Directory.Move(staging, target);
            Durable.SyncFolder(parent);
        }
        finally
        {
            if (Directory.Exists(staging))
            {
                Directory.Delete(staging, recursive: true);
            }
        }
    }

    private static string Key(ModelReference version, string file) => $"models/{version.Name}/{version.Version}/{file}";
}
