using Clearsight.Domain;
using Clearsight.Domain.Models;
using Clearsight.Learning.Checkpoints;
using Clearsight.Learning.Export;
using Clearsight.Learning.Networks;
using Clearsight.Serving.Models;
using Clearsight.Storage;
using Clearsight.Storage.Bundles;
using Clearsight.Storage.Models;
using Microsoft.Extensions.Options;

namespace Clearsight.Api.Bundles;

/// <summary>
/// Makes a model version of a bundle: received, unpacked, checked, its weights exported and tried in a staging folder,
/// and only then registered. Of the sender's bytes the registry gets what was read and understood; the graph that ONNX
/// Runtime reads is made here, of the weights.
/// </summary>
internal sealed class ModelImport(
    IModelRegistry registry, StorageLayout layout, BundleGate gate, IOptions<BundleOptions> options, ILogger<ModelImport> logger) : IDisposable
{
    private const string Upload = "upload";

    /// <summary>One registration at a time: the same bundle, sent twice at once, becomes one version. Not across hosts: sent to two of them at once it may become two.</summary>
    private readonly SemaphoreSlim _registering = new(1);

    /// <param name="name">What the model is to be called here; null for the name in the bundle.</param>
    /// <returns>The version, and whether it was not here before.</returns>
    /// <exception cref="DomainException">Those of <see cref="BundleGate"/>, <see cref="BundleUpload"/>, <see cref="UnpackedBundle"/> and <see cref="BundleReading"/>.</exception>
    public async Task<(ModelVersion Version, bool IsNew)> RunAsync(HttpRequest request, string? name, CancellationToken cancellationToken)
    {
        using var place = await gate.EnterAsync(cancellationToken);
        using var staging = new StagingFolder(layout);
        var maximum = options.Value.MaximumBytes;
        await using var archive = await BundleUpload.ReceiveAsync(request, staging[Upload], maximum, cancellationToken);
        var (manifest, digest) = await Task.Run(() => Prepare(archive, staging, maximum, cancellationToken), cancellationToken);
        return await RegisterAsync(manifest with { Name = name ?? manifest.Name }, digest, staging, cancellationToken);
    }

    public void Dispose() => _registering.Dispose();

    /// <summary>Leaves all files of the version in the folder, as a training leaves them.</summary>
    /// <returns>The manifest that the version gets here, but for its parent, and the digest of its weights.</returns>
    private static (ModelManifest Manifest, string Digest) Prepare(Stream archive, StagingFolder staging, int maximum, CancellationToken cancellationToken)
    {
        var bundle = UnpackedBundle.Unpack(archive, staging.Path, maximum, cancellationToken);
        var manifest = BundleReading.Read(bundle);
        cancellationToken.ThrowIfCancellationRequested();
        Export(manifest.Model, staging);
        cancellationToken.ThrowIfCancellationRequested();
        Try(manifest, staging);
        var model = manifest.Model;
        var origin = model.Origin ?? new ModelOrigin(new ModelReference(model.Name, manifest.Version), model.Parent, model.JobId);
        // Names and ids of the other host mean nothing here; which version here is the parent, if any, is found out later.
        return (model with { Parent = null, JobId = null, Origin = origin }, manifest.Digest);
    }

    /// <exception cref="InvalidRequestException">The weights are no safetensors file, or not those of the network.</exception>
    private static void Export(ModelManifest model, StagingFolder staging)
    {
        try
        {
            var network = NetworkCatalog.Create(model.Network, Math.Max(model.Classes.Count, 1));
            var weights = Safetensors.Read(staging[ModelFiles.Weights]);
            OnnxExporter.Export(network, weights, staging[ModelFiles.Onnx], model.Temperature);
            if (model.SignalRanges.Count > 0)
            {
                OnnxExporter.Export(network, weights, staging[ModelFiles.QuantizedOnnx], model.Temperature, model.SignalRanges);
            }
        }
        catch (SafetensorsException exception)
        {
            throw new InvalidRequestException(ModelFiles.Weights, exception.Message);
        }
    }

    /// <exception cref="InvalidRequestException">The network answers with what is no number.</exception>
    private static void Try(ManifestFile manifest, StagingFolder staging)
    {
        try
        {
            ModelTrial.Run(
                new ModelVersion(manifest.Version, manifest.Digest, 0, manifest.Files, manifest.Model),
                staging[ModelFiles.Onnx],
                manifest.Model.SignalRanges.Count > 0 ? staging[ModelFiles.QuantizedOnnx] : null);
        }
        catch (InvalidDataException exception)
        {
            throw new InvalidRequestException(ModelFiles.Weights, exception.Message);
        }
    }

    private async Task<(ModelVersion Version, bool IsNew)> RegisterAsync(
        ModelManifest manifest, string digest, StagingFolder staging, CancellationToken cancellationToken)
    {
        await _registering.WaitAsync(cancellationToken);
        try
        {
            var versions = await registry.VersionsAsync(manifest.Name, cancellationToken);
            if (versions.FirstOrDefault(version => version.Digest == digest && AnswersAlike(version.Manifest, manifest)) is { } present)
            {
                return (present, false);
            }

            var parent = await ParentAsync(manifest, cancellationToken);
            var version = await registry.RegisterAsync(manifest with { Parent = parent }, staging.Path, cancellationToken);
            logger.LogInformation("Imported {Model}, which is {Origin} where it was trained, digest {Digest}", version.Reference, manifest.Origin!.Model, version.Digest);
            return (version, true);
        }
        finally
        {
            _registering.Release();
        }
    }

    /// <summary>With the same weights: what else decides an answer.</summary>
    private static bool AnswersAlike(ModelManifest one, ModelManifest other) =>
        one.Network == other.Network && one.Temperature.Equals(other.Temperature) && one.SignalRanges.SequenceEqual(other.SignalRanges)
        && one.Classes.SequenceEqual(other.Classes, StringComparer.Ordinal);

    /// <summary>The version here with the very weights that the model started from. A name alone proves nothing.</summary>
    private async Task<ModelReference?> ParentAsync(ModelManifest manifest, CancellationToken cancellationToken)
    {
        IReadOnlyList<ModelVersion> here = manifest.ParentDigest is { } digest ? await registry.WithDigestAsync(digest, cancellationToken) : [];
        return here is [var parent, ..] ? parent.Reference : null;
    }
}
