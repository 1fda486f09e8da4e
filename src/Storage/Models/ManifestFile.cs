using System.Text.Json;
using Clearsight.Domain;
using Clearsight.Domain.Models;
using Clearsight.Storage.Database;

namespace Clearsight.Storage.Models;

/// <summary>
/// The content of <c>manifest.json</c> in a model version's folder: enough to register the version again without the
/// database.
/// </summary>
/// <param name="Format">1. A later form gets a higher number.</param>
/// <param name="Digest">Of <see cref="ModelFiles.Weights"/>, <c>sha256:…</c>.</param>
/// <param name="Files">The digest of every other file in the folder, by name.</param>
public sealed record ManifestFile(
    int Format, int Version, string Digest, IReadOnlyDictionary<string, string> Files, ModelManifest Model)
{
    public const int CurrentFormat = 1;

    /// <summary>Reads one that somebody else wrote.</summary>
    /// <exception cref="JsonException">It is no JSON, or has other fields than this format.</exception>
    /// <exception cref="InvalidRequestException">It is of a format that came later.</exception>
    public static ManifestFile ParseStrictly(ReadOnlySpan<byte> json)
    {
        FileFormat.Check(json, CurrentFormat);
        return StorageJson.ReadStrictly<ManifestFile>(json);
    }

    /// <exception cref="InvalidDataException">It is not a manifest, or one of a format that came later.</exception>
    public static async Task<ManifestFile> ReadAsync(string folder, CancellationToken cancellationToken)
    {
        var path = Path.Combine(folder, ModelFiles.Manifest);
        try
        {
            await using var file = File.OpenRead(path);
            var manifest = await JsonSerializer.DeserializeAsync<ManifestFile>(file, StorageJson.Indented, cancellationToken);
            return manifest is { Format: CurrentFormat, Model: not null, Files: not null, Digest: not null }
                ? manifest
                : throw new InvalidDataException($"'{path}' is no manifest of format {CurrentFormat}.");
        }
        catch (JsonException exception)
        {
            throw new InvalidDataException($"'{path}' is no manifest: {exception.Message}", exception);
        }
    }

    public Task WriteAsync(string folder, CancellationToken cancellationToken) =>
        File.WriteAllBytesAsync(Path.Combine(folder, ModelFiles.Manifest), ToBytes(), cancellationToken);

    internal byte[] ToBytes() => JsonSerializer.SerializeToUtf8Bytes(this, StorageJson.Indented);
}
