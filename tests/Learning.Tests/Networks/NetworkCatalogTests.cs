using Clearsight.Domain;
using Clearsight.Domain.Recipes;
using Clearsight.Learning.Checkpoints;
using Clearsight.Learning.Evaluation;
using Clearsight.Learning.Networks;

namespace Clearsight.Learning.Tests.Networks;

/// <summary>What every network of the catalog must do.</summary>
public sealed class NetworkCatalogTests
{
    public static TheoryData<string> Ids => [.. NetworkCatalog.Ids];

    public static MatrixTheoryData<string, (int Height, int Width)> DenoisersAndSizes =>
        new([NetworkIds.DenoisingAutoencoder, NetworkIds.ImpulseDenoiser, NetworkIds.ImpulseUnet, NetworkIds.BalancedImpulseUnet], [(1, 1), (1, 9), (7, 3), (28, 28), (33, 50)]);

    [Theory]
    [InlineData(NetworkIds.DenoisingAutoencoder, 49_761)]
    [InlineData(NetworkIds.ImpulseDenoiser, 508_812)]
    [InlineData(NetworkIds.ImpulseUnet, 573_987)]
    [InlineData(NetworkIds.BalancedImpulseUnet, 573_987)]
    [InlineData(NetworkIds.FashionCnn, 241_546)]
    [InlineData(NetworkIds.EncoderClassifier, 26_298)]
    [InlineData(NetworkIds.MirroredEncoderClassifier, 26_298)]
    [InlineData(NetworkIds.ResidualClassifier, 751_434)]
    public void A_network_has_as_many_parameters_as_was_intended(string id, int count) =>
        Assert.Equal(count, NetworkCatalog.Create(id).ParameterCount);

    [Fact]
    public void An_unknown_network_is_not_found() => Assert.Throws<NotFoundException>(() => NetworkCatalog.Create("perceptron"));

    [Theory]
    [MemberData(nameof(Ids))]
    public void A_batch_gives_what_its_images_give_one_by_one(string id)
    {
        using var predictor = new NetworkPredictor(id, StartingWeights(id, seed: 5));
        var pixels = RandomPixels(3, 28, 28);
        var batch = predictor.Predict(pixels, 28, 28);
        var singles = Enumerable.Range(0, 3).SelectMany(image => predictor.Predict(pixels[(image * 784)..((image + 1) * 784)], 28, 28));

        Assert.All(batch.Zip(singles), pair => Assert.Equal(pair.First, pair.Second, 1e-5f));
    }

    [Theory]
    [MemberData(nameof(Ids))]
    public void Weights_survive_a_file_to_the_bit(string id)
    {
        var network = NetworkCatalog.Create(id);
        using var file = new MemoryStream();
        Safetensors.Write(file, StartingWeights(id, seed: 7));
        using var loaded = NetworkWeights.From(network, Safetensors.Parse(file.ToArray()));
        using var again = new MemoryStream();
        Safetensors.Write(again, loaded.ToNamedTensors());

        Assert.Equal(file.ToArray(), again.ToArray());
    }

    [Theory]
    [MemberData(nameof(Ids))]
    public void Starting_weights_follow_the_seed(string id)
    {
        var first = StartingWeights(id, seed: 1).SelectMany(tensor => tensor.Values).ToArray();

        Assert.Equal(first, StartingWeights(id, seed: 1).SelectMany(tensor => tensor.Values));
        Assert.NotEqual(first, StartingWeights(id, seed: 2).SelectMany(tensor => tensor.Values));
    }

    [Theory]
    [MemberData(nameof(DenoisersAndSizes))]
    public void A_denoiser_keeps_any_size(string id, (int Height, int Width) size)
    {
        var (height, width) = size;
        using var predictor = new NetworkPredictor(id, StartingWeights(id, seed: 3));
        var cleaned = predictor.Predict(RandomPixels(2, height, width), height, width);

        Assert.Equal(2 * height * width, cleaned.Length);
        Assert.All(cleaned, pixel => Assert.InRange(pixel, 0f, 1f));
    }

    [Theory]
    [InlineData(NetworkIds.FashionCnn)]
    [InlineData(NetworkIds.EncoderClassifier)]
    [InlineData(NetworkIds.MirroredEncoderClassifier)]
    [InlineData(NetworkIds.ResidualClassifier)]
    public void The_probabilities_of_a_classifier_add_up_to_one(string id)
    {
        using var predictor = new NetworkPredictor(id, StartingWeights(id, seed: 3));
        var probabilities = predictor.Predict(RandomPixels(2, 28, 28), 28, 28);

        Assert.Equal(20, probabilities.Length);
        Assert.Equal(1f, probabilities[..10].Sum(), 1e-5f);
        Assert.Equal(1f, probabilities[10..].Sum(), 1e-5f);
    }

    [Fact]
    public void Weights_of_another_network_are_refused()
    {
        var weights = StartingWeights(NetworkIds.EncoderClassifier, seed: 1);
        var problem = Assert.Throws<SafetensorsException>(() => NetworkWeights.From(NetworkCatalog.Create(NetworkIds.FashionCnn), weights));

        Assert.Contains(NetworkIds.FashionCnn, problem.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_transfer_classifier_takes_over_the_encoder_and_nothing_else()
    {
        var network = NetworkCatalog.Create(NetworkIds.EncoderClassifier);
        var parent = StartingWeights(NetworkIds.DenoisingAutoencoder, seed: 1);
        using var weights = NetworkWeights.Initialize(network, seed: 2);
        var before = weights.ToNamedTensors().ToDictionary(tensor => tensor.Name, tensor => tensor.Values);
        weights.TakeOver(parent, "encoder.");
        var after = weights.ToNamedTensors().ToDictionary(tensor => tensor.Name, tensor => tensor.Values);

        Assert.All(after.Keys.Where(name => name.StartsWith("encoder.", StringComparison.Ordinal)),
            name => Assert.Equal(parent.Single(tensor => tensor.Name == name).Values, after[name]));
        Assert.Equal(before["classifier.0.weight"], after["classifier.0.weight"]);
        Assert.NotEqual(before["encoder.0.weight"], after["encoder.0.weight"]);
    }

    private static IReadOnlyList<NamedTensor> StartingWeights(string id, ulong seed)
    {
        using var weights = NetworkWeights.Initialize(NetworkCatalog.Create(id), seed);
        return weights.ToNamedTensors();
    }

    private static float[] RandomPixels(int images, int height, int width)
    {
        var stream = new RandomStream(11, "pixels");
        return [.. Enumerable.Range(0, images * height * width).Select(_ => (float)stream.NextDouble())];
    }
}
