using Clearsight.Storage.Database;
using Microsoft.EntityFrameworkCore;

namespace Clearsight.Storage.Artifacts;

/// <summary>
/// The storage directory of a host that shares its files in a bucket: its own, and nothing in it is missed for long. At
/// start it is rid of what was half done, and of copies of what was deleted meanwhile, here or elsewhere.
/// </summary>
internal sealed class WorkingFolder(StorageLayout layout, IDbContextFactory<ClearsightDbContext> databases)
{
    public async Task TidyAsync(CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var versions = (await db.ModelVersions.Select(row => new { row.Name, row.Version }).ToListAsync(cancellationToken))
            .Select(row => (row.Name, row.Version)).ToHashSet();
        var jobs = (await db.Jobs.Select(row => row.Id).ToListAsync(cancellationToken)).ToHashSet();
        IReadOnlyList<string> left =
        [
            .. Directory.GetDirectories(layout.Models, StorageLayout.StagingPrefix + "*"),
            .. layout.ModelFolders().Where(version => !versions.Contains(version)).Select(version => layout.ModelFolder(version.Name, version.Version)),
            .. Directory.GetDirectories(layout.Jobs).Where(folder => !jobs.Contains(Path.GetFileName(folder))),
        ];
        foreach (var folder in left)
        {
            Directory.Delete(folder, recursive: true);
        }

        foreach (var file in Directory.GetFiles(layout.Jobs, StorageLayout.DeletedPrefix + "*"))
        {
            File.Delete(file);
        }
    }
}
