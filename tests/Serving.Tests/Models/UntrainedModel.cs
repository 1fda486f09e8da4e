using Clearsight.Domain;
using Clearsight.Domain.Evaluation;
using Clearsight.Domain.Models;
using Clearsight.Domain.Recipes;
using Clearsight.Learning.Checkpoints;
using Clearsight.Learning.Export;
using Clearsight.Learning.Networks;
using Clearsight.Storage.Models;

namespace Clearsight.Serving.Tests.Models;

/// <summary>Networks with random weights, exported and registered like trained ones: all that serving can tell apart is their answers.</summary>
internal static class UntrainedModel
{
    public const string Denoiser = "some-denoiser";
    public const string Classifier = "some-classifier";

    /// <summary>The data set that they are said to be trained on.</summary>
    public const string Dataset = "none";

    public static Task<ModelVersion> RegisterDenoiserAsync(
        IModelRegistry registry, ulong seed, string network = NetworkIds.DenoisingAutoencoder, ModelEvaluation? evaluation = null) =>
        RegisterAsync(registry, Denoiser, network, seed, temperature: 1, evaluation);

    /// <param name="evaluation">What it is said to have come to on the test split.</param>
    /// <param name="scale">Of all weights; with another than 1 biases are 0, so that a black image gives zeros.</param>
    /// <param name="ranges">Of its form in whole numbers; null where it has none.</param>
    public static Task<ModelVersion> RegisterClassifierAsync(
        IModelRegistry registry, ulong seed, double temperature = 1, ModelEvaluation? evaluation = null, string dataset = Dataset, double scale = 1, double[]? ranges = null) =>
        RegisterAsync(registry, Classifier, NetworkIds.EncoderClassifier, seed, temperature, evaluation, dataset, scale, ranges);

    private static async Task<ModelVersion> RegisterAsync(
        IModelRegistry registry,
        string name,
        string networkId,
        ulong seed,
        double temperature,
        ModelEvaluation? evaluation,
        string dataset = Dataset,
        double scale = 1,
        double[]? ranges = null)
    {
        var folder = Directory.CreateTempSubdirectory("clearsight-model-").FullName;
        try
        {
            var network = NetworkCatalog.Create(networkId);
            var weights = Path.Combine(folder, ModelFiles.Weights);
            NamedTensor[] tensors = [.. network.Parameters.Select(parameter => Draw(parameter, seed, scale))];
            Safetensors.WriteFile(weights, tensors);
            OnnxExporter.Export(network, tensors, Path.Combine(folder, ModelFiles.Onnx), temperature);
            if (ranges is not null)
            {
                OnnxExporter.Export(network, tensors, Path.Combine(folder, ModelFiles.QuantizedOnnx), temperature, ranges);
            }

            await File.WriteAllTextAsync(Path.Combine(folder, ModelFiles.Card), "# Untrained\n", TestContext.Current.CancellationToken);
            if (evaluation is not null)
            {
                await EvaluationFile.WriteAsync(folder, evaluation, TestContext.Current.CancellationToken);
            }

            var manifest = Manifest(name, network) with
            {
                Temperature = temperature,
                Dataset = dataset,
                DatasetDigest = $"sha256:{dataset}",
                SignalRanges = ranges ?? [],
            };
            return await registry.RegisterAsync(manifest, folder, TestContext.Current.CancellationToken);
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
        Dataset = Dataset,
        DatasetDigest = $"sha256:{Dataset}",
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
