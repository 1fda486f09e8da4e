using Clearsight.Domain;
using Clearsight.Domain.Metrics;
using Clearsight.Domain.Recipes;
using Clearsight.Learning.Checkpoints;
using Clearsight.Learning.Evaluation;
using Clearsight.Learning.Export;
using Clearsight.Learning.Networks;
using Microsoft.ML.OnnxRuntime;

namespace Clearsight.Learning.Tests.Export;

public sealed class OnnxExporterTests : IDisposable
{
    private const float Tolerance = 1e-5f;
    private readonly string _folder = Directory.CreateTempSubdirectory("clearsight-export-").FullName;

    public static TheoryData<string> Classifiers =>
        [NetworkIds.FashionCnn, NetworkIds.EncoderClassifier, NetworkIds.MirroredEncoderClassifier, NetworkIds.ResidualClassifier];

    public static MatrixTheoryData<string, (int Count, int Height, int Width)> DenoisersAndBatches => new(
        [NetworkIds.DenoisingAutoencoder, NetworkIds.ImpulseDenoiser, NetworkIds.ImpulseUnet, NetworkIds.BalancedImpulseUnet],
        [(1, 1, 1), (3, 1, 1), (1, 5, 7), (2, 28, 28), (1, 33, 47), (5, 33, 47), (1, 301, 2)]);

    public static TheoryData<string> Ids => [.. NetworkCatalog.Ids];

    [Theory]
    [MemberData(nameof(DenoisersAndBatches))]
    public void A_denoiser_computes_what_libtorch_computes_at_any_size(string network, (int Count, int Height, int Width) batch)
    {
        var weights = Weights(network);
        using var session = Session(network, weights);
        using var predictor = new NetworkPredictor(network, weights);
        var images = Images(batch.Count * batch.Height * batch.Width);

        AssertClose(predictor.Predict(images, batch.Height, batch.Width), Run(session, images, batch.Count, batch.Height, batch.Width, "denoised"));
    }

    [Theory]
    [MemberData(nameof(Classifiers))]
    public void A_classifier_computes_what_libtorch_computes_alone_and_in_batches(string network)
    {
        var weights = Weights(network);
        using var session = Session(network, weights);
        using var predictor = new NetworkPredictor(network, weights);
        foreach (var batch in (int[])[1, 7])
        {
            var images = Images(batch * 28 * 28);
            AssertClose(predictor.Predict(images, 28, 28), Run(session, images, batch, 28, 28, "probabilities"));
            AssertClose(predictor.Logits(images, 28, 28), Run(session, images, batch, 28, 28, "logits"));
        }
    }

    [Theory]
    [InlineData(0.6)]
    [InlineData(1.7)]
    public void Probabilities_are_at_the_models_temperature_and_logits_as_the_network_gives_them(double temperature)
    {
        var weights = Weights(NetworkIds.FashionCnn);
        using var session = Session(NetworkIds.FashionCnn, weights, temperature);
        using var predictor = new NetworkPredictor(NetworkIds.FashionCnn, weights);
        var images = Images(3 * 28 * 28);
        var logits = predictor.Logits(images, 28, 28);
        var expected = logits.Chunk(10).SelectMany(image =>
        {
            var probabilities = new double[10];
            Probabilities.Softmax(image, temperature, probabilities);
            return probabilities;
        });

        AssertClose(logits, Run(session, images, 3, 28, 28, "logits"));
        AssertClose([.. expected.Select(probability => (float)probability)], Run(session, images, 3, 28, 28, "probabilities"));
    }

    [Fact]
    public void The_number_of_classes_is_read_from_the_weights()
    {
        using var weights = NetworkWeights.Initialize(NetworkCatalog.Create(NetworkIds.FashionCnn, classes: 3), seed: 1);
        using var session = Session(NetworkIds.FashionCnn, weights.ToNamedTensors());
        Assert.Equal([-1, 3], session.OutputMetadata["probabilities"].Dimensions);
    }

    [Fact]
    public void Names_shapes_and_metadata_are_what_serving_relies_on()
    {
        using var denoiser = Session(NetworkIds.DenoisingAutoencoder, Weights(NetworkIds.DenoisingAutoencoder));
        Assert.Equal([-1, 1, -1, -1], Assert.Single(denoiser.InputMetadata, input => input.Key == "images").Value.Dimensions);
        Assert.Equal([-1, 1, -1, -1], Assert.Single(denoiser.OutputMetadata, output => output.Key == "denoised").Value.Dimensions);
        Assert.Equal("28x28", denoiser.ModelMetadata.CustomMetadataMap["frame"]);
        Assert.Equal("8,24", denoiser.ModelMetadata.CustomMetadataMap["tiling"]);

        using var classifier = Session(NetworkIds.EncoderClassifier, Weights(NetworkIds.EncoderClassifier));
        Assert.Equal([-1, 1, 28, 28], classifier.InputMetadata["images"].Dimensions);
        Assert.Equal(["logits", "probabilities"], classifier.OutputMetadata.Keys.Order());
        Assert.DoesNotContain("tiling", classifier.ModelMetadata.CustomMetadataMap.Keys);
    }

    [Theory]
    [MemberData(nameof(Ids))]
    public void Equal_weights_give_equal_bytes(string network)
    {
        var first = File.ReadAllBytes(Export(network, Weights(network)));
        Assert.Equal(first, File.ReadAllBytes(Export(network, Weights(network))));
    }

    [Fact]
    public void Weights_of_another_network_are_refused_and_nothing_is_written()
    {
        var path = Path.Combine(_folder, "model.onnx");
        Safetensors.WriteFile(Path.Combine(_folder, "model.safetensors"), Weights(NetworkIds.EncoderClassifier));
        var problem = Assert.Throws<SafetensorsException>(
            () => OnnxExporter.Export(NetworkIds.FashionCnn, Path.Combine(_folder, "model.safetensors"), path));
        Assert.Contains("features.0.weight [32, 1, 3, 3]", problem.Message, StringComparison.Ordinal);
        Assert.False(File.Exists(path));
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private static IReadOnlyList<NamedTensor> Weights(string network)
    {
        using var weights = NetworkWeights.Initialize(NetworkCatalog.Create(network), seed: 11);
        return weights.ToNamedTensors();
    }

    private static float[] Images(int count)
    {
        var random = new RandomStream(12, "images");
        // A third of the pixels black or white, which is what one of the denoisers goes by.
        return [.. Enumerable.Range(0, count).Select(_ => random.Below(3) == 0 ? random.Below(2) : (float)random.NextDouble())];
    }

    private static float[] Run(InferenceSession session, float[] images, int batch, int height, int width, string output)
    {
        using var input = OrtValue.CreateTensorValueFromMemory(images, [batch, 1, height, width]);
        using var options = new RunOptions();
        using var answers = session.Run(options, ["images"], [input], [output]);
        return answers[0].GetTensorDataAsSpan<float>().ToArray();
    }

    private static void AssertClose(float[] expected, float[] actual)
    {
        Assert.Equal(expected.Length, actual.Length);
        Assert.Equal(0, expected.Zip(actual).Max(pair => Math.Abs(pair.First - pair.Second)), Tolerance);
    }

    private InferenceSession Session(string network, IReadOnlyList<NamedTensor> weights, double temperature = 1) => new(Export(network, weights, temperature));

    private string Export(string network, IReadOnlyList<NamedTensor> weights, double temperature = 1)
    {
        var source = Path.Combine(_folder, "model.safetensors");
        var target = Path.Combine(_folder, $"{network}.onnx");
        Safetensors.WriteFile(source, weights);
        OnnxExporter.Export(network, source, target, temperature);
        return target;
    }
}
