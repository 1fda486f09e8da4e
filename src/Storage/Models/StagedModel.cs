using Clearsight.Domain.Models;

namespace Clearsight.Storage.Models;

/// <summary>
/// A model's files, copied and on the disk in a folder beside the registered ones, so that one rename puts them in
/// place. What is not put in place is removed again.
/// </summary>
internal sealed class StagedModel : IDisposable
{
    private readonly string _folder;
    private readonly Dictionary<string, string> _digests = [];
    private long _sizeBytes;

    private StagedModel(string folder) => _folder = folder;

    public static async Task<StagedModel> CopyAsync(string from, string stagingFolder, CancellationToken cancellationToken)
    {
        Directory.CreateDirectory(stagingFolder);
        var staged = new StagedModel(stagingFolder);
        try
        {
            foreach (var file in ModelFiles.All.Where(file => file != ModelFiles.Manifest && Belongs(file, from)))
            {
                var (digest, length) = await Durable.CopyAsync(Path.Combine(from, file), Path.Combine(stagingFolder, file), cancellationToken);
                staged._digests[file] = digest;
                staged._sizeBytes += length;
            }

            return staged;
        }
        catch
        {
            staged.Dispose();
            throw;
        }
    }

    public string Folder => _folder;

    /// <summary>Writes the manifest: all files of the version are there.</summary>
    public async Task<ModelVersion> CompleteAsync(ModelManifest manifest, int version, CancellationToken cancellationToken)
    {
        var bytes = new ManifestFile(ManifestFile.CurrentFormat, version, _digests[ModelFiles.Weights], _digests, manifest).ToBytes();
        var files = new Dictionary<string, string>(_digests)
        {
            [ModelFiles.Manifest] = await Durable.WriteAsync(Path.Combine(_folder, ModelFiles.Manifest), bytes, cancellationToken),
        };
        Durable.SyncFolder(_folder);
        return new ModelVersion(version, _digests[ModelFiles.Weights], _sizeBytes + bytes.Length, files, manifest);
    }

    /// <summary>Moves the folder to where the version lives from now on.</summary>
    public void Place(string target)
    {
        var parent = Path.GetDirectoryName(target)!;
        Directory.CreateDirectory(parent);
        Directory.Move(_folder, target);
        Durable.SyncFolder(parent);
        Durable.SyncFolder(Path.GetDirectoryName(parent)!);
    }

    /// <summary>A required file that is not there is missed when it is copied.</summary>
    private static bool Belongs(string file, string folder) => ModelFiles.Required.Contains(file) || File.Exists(Path.Combine(folder, file));

    public void Dispose()
    {
        if (Directory.Exists(_folder))
        {
            Directory.Delete(_folder, recursive: true);
        }
    }
}
