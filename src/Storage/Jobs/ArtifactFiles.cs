using System.Text;
using Clearsight.Domain;

namespace Clearsight.Storage.Jobs;

/// <summary>The pages that a report ends with. Each is whole or not there, and goes with its job.</summary>
public sealed class ArtifactFiles(StorageLayout layout)
{
    public const string Html = "report.html";
    public const string Markdown = "report.md";

    private static readonly IReadOnlyList<string> Names = [Html, Markdown];

    /// <summary>Those that there are, by name.</summary>
    public IReadOnlyList<ArtifactFile> List(string jobId) =>
    [
        .. Names.Select(name => new FileInfo(Path.Combine(layout.ArtifactFolder(jobId), name)))
            .Where(file => file.Exists)
            .Select(file => new ArtifactFile(file.Name, file.FullName, file.Length, new DateTimeOffset(file.LastWriteTimeUtc, TimeSpan.Zero))),
    ];

    /// <exception cref="NotFoundException">The job has no such artifact.</exception>
    public ArtifactFile Find(string jobId, string name)
    {
        var files = List(jobId);
        return files.FirstOrDefault(file => file.Name == name) ?? throw new NotFoundException(files.Count == 0
            ? $"Job {jobId} has no artifacts; reports have."
            : $"Job {jobId} has no artifact '{name}'; it has: {string.Join(", ", files.Select(file => file.Name))}.");
    }

    /// <summary>Writes the page, or writes it again; a crash leaves the old one or the new one.</summary>
    public async Task WriteAsync(string jobId, string name, string text, CancellationToken cancellationToken)
    {
        var folder = layout.ArtifactFolder(jobId);
        Directory.CreateDirectory(folder);
        var staged = Path.Combine(folder, $".{name}-{Guid.NewGuid():N}");
        await Durable.WriteAsync(staged, Encoding.UTF8.GetBytes(text), cancellationToken);
        File.Move(staged, Path.Combine(folder, name), overwrite: true);
        Durable.SyncFolder(folder);
    }
}

public sealed record ArtifactFile(string Name, string Path, long SizeBytes, DateTimeOffset CreatedAt);
