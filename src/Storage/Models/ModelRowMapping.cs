using Clearsight.Domain.Models;
using Clearsight.Storage.Database;

namespace Clearsight.Storage.Models;

internal static class ModelRowMapping
{
    public static ModelVersion ToModel(this ModelVersionRow row) => new(
        row.Version,
        row.Digest,
        row.SizeBytes,
        StorageJson.Read<Dictionary<string, string>>(row.Files),
        StorageJson.Read<ModelManifest>(row.Manifest));

    public static ModelVersionRow ToRow(this ModelVersion model) => new()
    {
        Name = model.Manifest.Name,
        Version = model.Version,
        Digest = model.Digest,
        SizeBytes = model.SizeBytes,
        Task = model.Manifest.Task,
        JobId = model.Manifest.JobId,
        ParentName = model.Manifest.Parent?.Name,
        ParentVersion = model.Manifest.Parent?.Version,
        Files = StorageJson.Write(model.Files),
        Manifest = StorageJson.Write(model.Manifest),
    };
}
