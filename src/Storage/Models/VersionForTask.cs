using Clearsight.Domain;
using Clearsight.Domain.Models;
using Clearsight.Storage.Database;
using Microsoft.EntityFrameworkCore;

namespace Clearsight.Storage.Models;

/// <summary>Finds the version that is to serve a task, or to be shown what another one answers.</summary>
internal static class VersionForTask
{
    /// <exception cref="NotFoundException">There is no such version.</exception>
    /// <exception cref="ConflictException">It is of another task.</exception>
    public static async Task<ModelVersionRow> VersionAsync(
        this ClearsightDbContext db, TaskKind task, ModelReference model, CancellationToken cancellationToken)
    {
        var version = await db.ModelVersions
            .Where(row => row.Name == model.Name && (model.Version == null || row.Version == model.Version))
            .OrderByDescending(row => row.Version)
            .FirstOrDefaultAsync(cancellationToken)
            ?? throw new NotFoundException($"There is no model version '{model}'.");
        SelectionRules.CheckServes(new ModelReference(version.Name, version.Version), version.Task, task);
        return version;
    }
}
