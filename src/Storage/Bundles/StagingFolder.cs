namespace Clearsight.Storage.Bundles;

/// <summary>A folder in the storage directory for files that are not registered yet. What a crash leaves of it is swept at the next start.</summary>
public sealed class StagingFolder : IDisposable
{
    public StagingFolder(StorageLayout layout)
    {
        Path = layout.NewStagingFolder();
        Directory.CreateDirectory(Path);
    }

    public string Path { get; }

    public string this[string file] => System.IO.Path.Combine(Path, file);

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
