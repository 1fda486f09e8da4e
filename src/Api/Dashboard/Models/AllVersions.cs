using Clearsight.Domain;
using Clearsight.Domain.Models;

namespace Clearsight.Api.Dashboard.Models;

/// <summary>Every version of every model, for where one is chosen among them or where they come from is drawn.</summary>
internal static class AllVersions
{
    /// <returns>By name, the newest of each first.</returns>
    public static async Task<IReadOnlyList<ModelVersion>> AllAsync(this IModelRegistry registry, CancellationToken cancellationToken)
    {
        var all = new List<ModelVersion>();
        string? cursor = null;
        do
        {
            var page = await registry.ListAsync(new PageRequest(PageRequest.MaximumLimit, cursor), cancellationToken);
            foreach (var newest in page.Items)
            {
                // The first of its name is the only one.
                all.AddRange(newest.Version == 1 ? [newest] : await registry.VersionsAsync(newest.Manifest.Name, cancellationToken));
            }

            cursor = page.NextCursor;
        }
        while (cursor is not null);

        return all;
    }
}
