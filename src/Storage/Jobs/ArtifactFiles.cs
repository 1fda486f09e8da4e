using System.Text;
using Clearsight.Domain;
using Clearsight.Storage.Artifacts;

namespace Clearsight.Storage.Jobs;

/// <summary>The pages that a report ends with. Each is whole or not there, and goes with its job.</summary>
/// <remarks>Where hosts share a bucket, that has them; a host keeps a copy of what it wrote or was asked for.</remarks>
public sealed class ArtifactFiles
{
    public const string Html = "report.html";
    public const string Markdown = "report.md";

    private static readonly IReadOnlyList<string> Names = [Html, Markdown];

    private readonly StorageLayout _layout;
    private readonly ArtifactBucket? _bucket;

    internal ArtifactFiles(StorageLayout layout, ArtifactBucket? bucket = null) => (_layout, _bucket) = (layout, bucket);

    /// <summary>Those that there are, by name.</summary>
    /// <exception cref="StoreAwayException">There is a bucket, and it cannot be used now.</exception>
    public async Task<IReadOnlyList<ArtifactFile>> ListAsync(string jobId, CancellationToken cancellationToken) => _bucket is null
        ? List(jobId)
        :
        [
            .. from item in await _bucket.ListAsync(Key(jobId, ""), cancellationToken)
               let name = Path.GetFileName(item.Key)
               where Names.Contains(name) && item.Key == Key(jobId, name)
               select new ArtifactFile(name, Path.Combine(_layout.ArtifactFolder(jobId), name), item.SizeBytes, item.ModifiedAt),
        ];

    private List<ArtifactFile> List(string jobId) =>
    [
        .. Names.Select(name => new FileInfo(Path.Combine(_layout.ArtifactFolder(jobId), name)))
            .Where(file => file.Exists)
            .Select(file => new ArtifactFile(file.Name, file.FullName, file.Length, new DateTimeOffset(file.LastWriteTimeUtc, TimeSpan.Zero))),
    ];

    /// <exception cref="NotFoundException">The job has no such artifact.</exception>
    /// <exception cref="StoreAwayException">There is a bucket, and it cannot be used now.</exception>
    public async Task<ArtifactFile> FindAsync(string jobId, string name, CancellationToken cancellationToken)
    {
        var files = await ListAsync(jobId, cancellationToken);
        var found = files.FirstOrDefault(file => file.Name == name) ?? throw new NotFoundException(files.Count == 0
            ? $"Job {jobId} has no artifacts; reports have."
            : $"Job {jobId} has no artifact '{name}'; it has: {string.Join(", ", files.Select(file => file.Name))}.");
        // Anew each time: what is here may be of an attempt before, and pages are small and seldom read.
        if (_bucket is not null)
        {
            await PutAsync(jobId, name, staged => _bucket.FetchAsync(Key(jobId, name), staged, cancellationToken));
        }

        return found;
    }

    /// <summary>Writes the page, or writes it again; a crash leaves the old one or the new one.</summary>
    public async Task WriteAsync(string jobId, string name, string text, CancellationToken cancellationToken)
    {
        await PutAsync(jobId, name, staged => Durable.WriteAsync(staged, Encoding.UTF8.GetBytes(text), cancellationToken));
        if (_bucket is not null)
        {
            await _bucket.PutAsync(Key(jobId, name), Path.Combine(_layout.ArtifactFolder(jobId), name), cancellationToken);
        }
    }

    private async Task PutAsync(string jobId, string name, Func<string, Task> write)
    {
        var folder = _layout.ArtifactFolder(jobId);
        Directory.CreateDirectory(folder);
        var staged = Path.Combine(folder, $".{name}-{Guid.NewGuid():N}");
        try
        {
            await write(staged);
            File.Move(staged, Path.Combine(folder, name), overwrite: true);
        }
        catch
        {
            File.Delete(staged);
            throw;
        }

        Durable.SyncFolder(folder);
    }

    private static string Key(string jobId, string name) => $"jobs/{jobId}/artifacts/{name}";
}

public sealed record ArtifactFile(string Name, string Path, long SizeBytes, DateTimeOffset CreatedAt);
