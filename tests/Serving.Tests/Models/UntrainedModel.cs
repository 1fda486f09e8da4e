using Clearsight.Domain;
using Clearsight.Domain.Models;
using Clearsight.Domain.Recipes;
using Clearsight.Learning.Checkpoints;
using Clearsight.Learning.Export;
using Clearsight.Learning.Networks;

namespace Clearsight.Serving.Tests.Models;

/// <summary>Networks with random weights, exported and registered like trained ones: all that serving can tell apart is their answers.</summary>
internal static class UntrainedModel
{
    public const string Denoiser = "some-denoiser";
    public const string Classifier = "some-classifier";

    public static Task<ModelVersion> RegisterDenoiserAsync(
        IModelRegistry registry, ulong seed, string network = NetworkIds.DenoisingAutoencoder) =>
        RegisterAsync(registry, Denoiser, network, seed, temperature: 1);

    /// <param name="scale">Of all weights; with another than 1 biases are 0, so that a black image gives zeros.</param>
    public static Task<ModelVersion> RegisterClassifierAsync(IModelRegistry registry, ulong seed, double temperature = 1, double scale = 1) =>
        RegisterAsync(registry, Classifier, NetworkIds.EncoderClassifier, seed, temperature, scale);

    private static async Task<ModelVersion> RegisterAsync(
        IModelRegistry registry, string name, string networkId, ulong seed, double temperature, double scale = 1)
    {
        var folder = Directory.CreateTempSubdirectory("clearsight-model-").FullName;
        try
        {
            var network = NetworkCatalog.Create(networkId);
            var weights = Path.Combine(folder, ModelFiles.Weights);
            Safetensors.WriteFile(weights, [.. network.Parameters.Select(parameter => Draw(parameter, seed, scale))]);
            OnnxExporter.Export(networkId, weights, Path.Combine(folder, ModelFiles.Onnx), temperature);
            await File.WriteAllTextAsync(Path.Combine(folder, ModelFiles.Card), "# Untrained\n", TestContext.Current.CancellationToken);
            return await registry.RegisterAsync(Manifest(name, network) with { Temperature = temperature }, folder, TestContext.Current.CancellationToken);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static NamedTensor Draw(ParameterShape parameter, ulong seed, double scale)
    {
        var random = new RandomStream(seed, parameter.Name);

        // Uniform with the deviation of the starting weights; biases spread the classes apart.
        var range = Math.Sqrt(3) * (parameter.IsBias ? scale is 1 ? 0.3 : 0 : parameter.InitialDeviation * scale);
        return new NamedTensor(parameter.Name, parameter.Shape, [.. Enumerable.Range(0, parameter.Count)
            .Select(_ => (float)((2 * random.NextDouble() - 1) * range))]);
    }

    private static ModelManifest Manifest(string name, Network network) => new()
    {
        Name = name,
        Task = network.Task,
        Network = network.Id,
        Recipe = "none",
        Dataset = "none",
        DatasetDigest = "sha256:0",
        Hyperparameters = new Hyperparameters(),
        Epoch = 1,
        Metrics = new Dictionary<string, double>(),
        InputShape = network.InputShape,
        OutputShape = network.OutputShape,
        Classes = network.Task == TaskKind.Classify ? [.. Enumerable.Range(0, 10).Select(index => $"class-{index}")] : [],
        ParameterCount = network.ParameterCount,
        CreatedAt = DateTimeOffset.UnixEpoch,
    };
}
