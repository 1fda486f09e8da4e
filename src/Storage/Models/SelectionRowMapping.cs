using Clearsight.Domain.Models;
using Clearsight.Storage.Database;

namespace Clearsight.Storage.Models;

internal static class SelectionRowMapping
{
    public static Selection ToSelection(this SelectionRow row) => new(
        row.Sequence,
        row.Task,
        new ModelReference(row.ModelName, row.ModelVersion),
        row.Since,
        row.By,
        row.Gate is null ? null : StorageJson.Read<GateResult>(row.Gate));

    public static Shadow ToShadow(this ShadowRow row) => new(row.Task, new ModelReference(row.ModelName, row.ModelVersion), row.Share, row.Since);
}
