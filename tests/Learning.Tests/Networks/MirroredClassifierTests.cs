using Clearsight.Domain;
using Clearsight.Domain.Recipes;
using Clearsight.Learning.Evaluation;
using Clearsight.Learning.Native;
using Clearsight.Learning.Networks;
using static TorchSharp.torch;

namespace Clearsight.Learning.Tests.Networks;

public sealed class MirroredClassifierTests
{
    public MirroredClassifierTests() => Libtorch.Prepare();

    [Theory]
    [InlineData(NetworkIds.MirroredEncoderClassifier)]
    [InlineData(NetworkIds.ResidualClassifier)]
    public void An_image_and_its_mirror_image_are_answered_alike(string id)
    {
        using var weights = NetworkWeights.Initialize(NetworkCatalog.Create(id), seed: 3);
        using var predictor = new NetworkPredictor(id, weights.ToNamedTensors());
        var pixels = Pixels();
        var mirrored = pixels.Chunk(28).SelectMany(row => row.Reverse()).ToArray();

        Assert.All(predictor.Logits(pixels, 28, 28).Zip(predictor.Logits(mirrored, 28, 28)), pair => Assert.Equal(pair.First, pair.Second, 1e-5f));
    }

    [Theory]
    [InlineData(NetworkIds.MirroredEncoderClassifier)]
    [InlineData(NetworkIds.ResidualClassifier)]
    public void The_answer_is_the_mean_of_both_and_training_sees_one(string id)
    {
        using var scope = NewDisposeScope();
        using var noGradient = no_grad();
        var network = NetworkCatalog.Create(id);
        using var weights = NetworkWeights.Initialize(network, seed: 3);
        var images = tensor(Pixels()).view(2, 1, 28, 28);
        var one = network.Logits(weights.Bind(), images, Dropout.None);
        var other = network.Logits(weights.Bind(), images.flip(3), Dropout.None);
        var answer = network.Answer(weights.Bind(), images);

        Assert.True(answer.allclose((one + other) / 2, rtol: 0, atol: 1e-6));
        Assert.False(one.allclose(other, rtol: 0, atol: 1e-3));
    }

    [Fact]
    public void It_computes_with_the_weights_of_the_classifier_that_it_mirrors()
    {
        using var scope = NewDisposeScope();
        using var noGradient = no_grad();
        var single = NetworkCatalog.Create(NetworkIds.EncoderClassifier);
        using var weights = NetworkWeights.Initialize(single, seed: 3);
        using var taken = NetworkWeights.From(NetworkCatalog.Create(NetworkIds.MirroredEncoderClassifier), weights.ToNamedTensors());
        var images = tensor(Pixels()).view(2, 1, 28, 28);
        var mirrored = NetworkCatalog.Create(NetworkIds.MirroredEncoderClassifier).Logits(taken.Bind(), images, Dropout.None);

        Assert.True(mirrored.allclose(single.Logits(weights.Bind(), images, Dropout.None), rtol: 0, atol: 0));
    }

    private static float[] Pixels()
    {
        var random = new RandomStream(11, "pixels");
        return [.. Enumerable.Range(0, 2 * 28 * 28).Select(_ => (float)random.NextDouble())];
    }
}
