using System.Security.Cryptography;
using Clearsight.Domain;
using Clearsight.Domain.Models;
using Clearsight.Storage.Models;

namespace Clearsight.Api.Models;

/// <summary>A folder with the files of a model version, as the registry of the training host wrote it.</summary>
/// <param name="Manifest">Its version number and its parent's are those of the training host.</param>
internal sealed record ShippedModel(string Folder, ManifestFile Manifest)
{
    public ModelReference Reference => new(Manifest.Model.Name, Manifest.Version);

    public string Digest => Manifest.Digest;

    /// <summary>Every model in the folder, each after its parent.</summary>
    /// <param name="directory">Need not exist.</param>
    /// <exception cref="StartupException">A folder in it is no model.</exception>
    public static async Task<IReadOnlyList<ShippedModel>> ReadAllAsync(string directory, CancellationToken cancellationToken)
    {
        var shipped = new List<ShippedModel>();
        if (System.IO.Directory.Exists(directory))
        {
            foreach (var folder in System.IO.Directory.EnumerateDirectories(directory).Order(StringComparer.Ordinal))
            {
                shipped.Add(await ReadAsync(folder, cancellationToken));
            }
        }

        return ParentsFirst(shipped);
    }

    /// <exception cref="StartupException">The weights are not those that the manifest describes.</exception>
    public async Task CheckAsync(CancellationToken cancellationToken)
    {
        await using var weights = File.OpenRead(Path.Combine(Folder, ModelFiles.Weights));
        var digest = "sha256:" + Convert.ToHexStringLower(await SHA256.HashDataAsync(weights, cancellationToken));
        if (digest != Digest)
        {
            throw new StartupException($"{Path.Combine(Folder, ModelFiles.Weights)} is damaged: its digest is not the one in its manifest. Install it again.");
        }
    }

    private static async Task<ShippedModel> ReadAsync(string folder, CancellationToken cancellationToken)
    {
        try
        {
            return new ShippedModel(folder, await ManifestFile.ReadAsync(folder, cancellationToken));
        }
        catch (Exception exception) when (exception is IOException or InvalidDataException)
        {
            throw new StartupException($"{folder} is no shipped model: {exception.Message} Remove the folder or install it again.", exception);
        }
    }

    private static List<ShippedModel> ParentsFirst(List<ShippedModel> models)
    {
        var ordered = new List<ShippedModel>();
        var waiting = models.ToList();
        while (waiting.Count > 0)
        {
            var next = waiting.Find(model => waiting.TrueForAll(other => other.Reference != model.Manifest.Model.Parent)) ?? waiting[0];
            waiting.Remove(next);
            ordered.Add(next);
        }

        return ordered;
    }
}
