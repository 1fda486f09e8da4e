using System.IO.Compression;
using System.Reflection;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Clearsight.Domain.Models;

namespace Clearsight.Api.Tests.Bundles;

/// <summary>The files of a bundle, to be changed and packed by means that the service does not use itself.</summary>
internal sealed class BundleFiles
{
    public static readonly string ShippedModels = Path.Combine(
        typeof(BundleFiles).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(attribute => attribute.Key == "RepositoryFolder").Value!, "models");

    private BundleFiles(SortedDictionary<string, byte[]> files) => Files = files;

    public SortedDictionary<string, byte[]> Files { get; }

    /// <summary>Of a model that ships.</summary>
    public static BundleFiles Of(string model) => new(new SortedDictionary<string, byte[]>(
        ModelFiles.All.Select(file => (Name: file, Path: Path.Combine(ShippedModels, model, file))).Where(file => File.Exists(file.Path))
            .ToDictionary(file => file.Name, file => File.ReadAllBytes(file.Path)), StringComparer.Ordinal));

    /// <summary>Of an archive that the service made.</summary>
    public static BundleFiles Of(byte[] bundle)
    {
        var files = new SortedDictionary<string, byte[]>(StringComparer.Ordinal);
        using var zip = new ZipArchive(new MemoryStream(bundle), ZipArchiveMode.Read);
        foreach (var entry in zip.Entries)
        {
            using var content = entry.Open();
            using var bytes = new MemoryStream();
            content.CopyTo(bytes);
            files.Add(entry.FullName, bytes.ToArray());
        }

        return new BundleFiles(files);
    }

    public BundleFiles With(string file, byte[] content)
    {
        Files[file] = content;
        return this;
    }

    public BundleFiles With(string file, string content) => With(file, Encoding.UTF8.GetBytes(content));

    public BundleFiles Without(string file)
    {
        Files.Remove(file);
        return this;
    }

    public BundleFiles WithJson(string file, Action<JsonObject> change)
    {
        var json = JsonNode.Parse(Files[file])!.AsObject();
        change(json);
        return With(file, json.ToJsonString());
    }

    /// <summary>Changes the model that the manifest describes.</summary>
    public BundleFiles WithModel(Action<JsonObject> change) => WithJson(ModelFiles.Manifest, manifest => change(manifest["model"]!.AsObject()));

    /// <summary>Writes the digests of the files as they are now into the manifest: whoever forges a bundle can do so too.</summary>
    public BundleFiles Sealed() => WithJson(ModelFiles.Manifest, manifest =>
    {
        manifest["digest"] = Digest(Files[ModelFiles.Weights]);
        manifest["files"] = new JsonObject(Files.Where(file => file.Key != ModelFiles.Manifest).Select(file => KeyValuePair.Create<string, JsonNode?>(file.Key, Digest(file.Value))));
    });

    public byte[] Pack(CompressionLevel compression = CompressionLevel.NoCompression, Action<ZipArchive>? more = null)
    {
        using var bytes = new MemoryStream();
        using (var zip = new ZipArchive(bytes, ZipArchiveMode.Create, leaveOpen: true))
        {
            foreach (var (name, content) in Files)
            {
                Add(zip, name, content, compression);
            }

            more?.Invoke(zip);
        }

        return bytes.ToArray();
    }

    public static ZipArchiveEntry Add(ZipArchive zip, string name, byte[] content, CompressionLevel compression = CompressionLevel.NoCompression)
    {
        var entry = zip.CreateEntry(name, compression);
        using var target = entry.Open();
        target.Write(content);
        return entry;
    }

    public static string Digest(byte[] content) => "sha256:" + Convert.ToHexStringLower(SHA256.HashData(content));
}
