using Clearsight.Domain;
using Clearsight.Domain.Models;
using Clearsight.Storage.Database;
using Microsoft.EntityFrameworkCore;

namespace Clearsight.Storage.Models;

/// <summary>The shadow that each task has now. It is no log: what a shadow showed ends with it.</summary>
internal static class ShadowRows
{
    /// <summary>Changes rows that the caller saves.</summary>
    /// <param name="selected">The selection from now on.</param>
    /// <returns>Whether anything is otherwise than before.</returns>
    /// <exception cref="ConflictException">The shadow cannot be one, or there is none to give a share to.</exception>
    public static async Task<bool> ChangeAsync(
        ClearsightDbContext db, SelectionRow selected, SelectionChange change, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var row = await db.Shadows.AsTracking().SingleOrDefaultAsync(shadow => shadow.Task == selected.Task, cancellationToken);
        if (change.Shadow is not null)
        {
            var version = await db.VersionAsync(selected.Task, change.Shadow, cancellationToken);
            if (version.Name == selected.ModelName && version.Version == selected.ModelVersion)
            {
                throw new ConflictException(
                    $"'{version.Name}:{version.Version}' is the version that serves {selected.Task.ToName()}; a shadow is another one, to be compared with it.");
            }

            Set(db, row, selected.Task, version, change.Share ?? Shadow.DefaultShare, now);
        }
        else
        {
            if (row is not null && (change.RemovesShadow || (row.ModelName == selected.ModelName && row.ModelVersion == selected.ModelVersion)))
            {
                db.Shadows.Remove(row);
                row = null;
            }

            if (change.Share is { } share)
            {
                (row ?? throw NoShadow(selected.Task)).Share = share;
            }
        }

        return db.ChangeTracker.Entries<ShadowRow>().Any(entry => entry.State != EntityState.Unchanged);
    }

    private static void Set(ClearsightDbContext db, ShadowRow? row, TaskKind task, ModelVersionRow version, double share, DateTimeOffset now)
    {
        if (row is null)
        {
            db.Shadows.Add(new ShadowRow { Task = task, ModelName = version.Name, ModelVersion = version.Version, Share = share, Since = now });
            return;
        }

        if (row.ModelName != version.Name || row.ModelVersion != version.Version)
        {
            (row.ModelName, row.ModelVersion, row.Since) = (version.Name, version.Version, now);
        }

        row.Share = share;
    }

    private static ConflictException NoShadow(TaskKind task) =>
        new($"{task.ToName()} has no shadow to give a share to; name one in 'shadow'.");
}
