using Clearsight.Domain.Models;
using Clearsight.Learning.Training;
using Clearsight.Storage.Models;

namespace Clearsight.Benchmarks.Recipes;

/// <summary>A classifier from the folder of a model version, with no service around.</summary>
public static class FolderClassifier
{
    /// <param name="manifest">What the folder's own manifest says.</param>
    public static FinishedClassifier Of(ManifestFile manifest, string folder) => new(
        $"{manifest.Model.Name}:{manifest.Version}", manifest.Digest, manifest.Model.Network, manifest.Model.Classes.Count, Path.Combine(folder, ModelFiles.Weights));
}
