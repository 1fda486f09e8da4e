using System.Security.Cryptography;
using Clearsight.Domain;
using Clearsight.Domain.Evaluation;
using Clearsight.Domain.Metrics;
using Clearsight.Domain.Models;
using Clearsight.Domain.Recipes;
using Clearsight.Storage.Models;

namespace Clearsight.Api.Tests.Models;

/// <summary>Models for tests of the registry: files of random bytes, since nothing here runs a network.</summary>
internal static class ModelFolders
{
    public static ModelManifest Manifest(string name, TaskKind task, ModelReference? parent = null) => new()
    {
        Name = name,
        Task = task,
        Network = task == TaskKind.Denoise ? NetworkIds.DenoisingAutoencoder : NetworkIds.EncoderClassifier,
        Recipe = task == TaskKind.Denoise ? "mnist-denoiser" : "fashion-transfer",
        Dataset = task == TaskKind.Denoise ? "mnist" : "fashion-mnist",
        DatasetDigest = "sha256:" + new string('d', 64),
        Parent = parent,
        Hyperparameters = new Hyperparameters { Epochs = 3, Optimizer = Optimizer.AdamW },
        Epoch = 2,
        Metrics = new Dictionary<string, double> { ["test/loss"] = 0.25, ["test/psnr"] = double.PositiveInfinity },
        InputShape = [-1, 1, 28, 28],
        OutputShape = task == TaskKind.Denoise ? [-1, 1, 28, 28] : [-1, 10],
        Classes = task == TaskKind.Denoise ? [] : [.. Enumerable.Range(0, 10).Select(label => $"class {label}")],
        ParameterCount = 26_298,
        CreatedAt = new DateTimeOffset(2026, 1, 31, 12, 0, 0, TimeSpan.Zero),
    };

    /// <summary>Writes a model's three files; returns the digest of its weights.</summary>
    public static async Task<string> WriteAsync(string folder, ulong seed)
    {
        var token = TestContext.Current.CancellationToken;
        Directory.CreateDirectory(folder);
        var stream = new RandomStream(seed, "model files");
        byte[] weights = [.. Enumerable.Range(0, 1000).Select(_ => (byte)stream.Next())];
        await File.WriteAllBytesAsync(Path.Combine(folder, ModelFiles.Weights), weights, token);
        await File.WriteAllBytesAsync(Path.Combine(folder, ModelFiles.Onnx), [1, 2, 3], token);
        await File.WriteAllTextAsync(Path.Combine(folder, ModelFiles.Card), "# A model\n", token);
        return "sha256:" + Convert.ToHexStringLower(SHA256.HashData(weights));
    }

    /// <summary>Registers a version in the host's own registry, without an evaluation or curves if none are given.</summary>
    public static async Task<ModelVersion> RegisterAsync(
        this TestHost host, ModelManifest manifest, ulong seed, ModelEvaluation? evaluation = null, LearningCurves? curves = null)
    {
        var folder = Path.Combine(host.Folder, $"model-{seed}");
        await WriteAsync(folder, seed);
        if (evaluation is not null)
        {
            await EvaluationFile.WriteAsync(folder, evaluation, TestContext.Current.CancellationToken);
        }

        if (curves is not null)
        {
            await LearningCurvesFile.WriteAsync(folder, curves, TestContext.Current.CancellationToken);
        }

        return await host.Get<IModelRegistry>().RegisterAsync(manifest, folder, TestContext.Current.CancellationToken);
    }
}
