using Clearsight.Domain;
using Clearsight.Domain.Recipes;
using Clearsight.Learning.Evaluation;
using Clearsight.Learning.Native;
using Clearsight.Learning.Networks;
using static TorchSharp.torch;

namespace Clearsight.Learning.Tests.Networks;

public sealed class ResidualClassifierTests
{
    private readonly Network _network = NetworkCatalog.Create(NetworkIds.ResidualClassifier);

    public ResidualClassifierTests() => Libtorch.Prepare();

    [Fact]
    public void It_stays_under_a_million_parameters() => Assert.InRange(_network.ParameterCount, 0, 999_999);

    [Fact]
    public void An_image_and_its_mirror_image_are_answered_alike()
    {
        using var weights = NetworkWeights.Initialize(_network, seed: 3);
        using var predictor = new NetworkPredictor(NetworkIds.ResidualClassifier, weights.ToNamedTensors());
        var pixels = Pixels();
        var mirrored = pixels.Chunk(28).SelectMany(row => row.Reverse()).ToArray();

        Assert.All(predictor.Logits(pixels, 28, 28).Zip(predictor.Logits(mirrored, 28, 28)), pair => Assert.Equal(pair.First, pair.Second, 1e-5f));
    }

    [Fact]
    public void The_answer_is_the_mean_of_both_and_training_sees_one()
    {
        using var scope = NewDisposeScope();
        using var noGradient = no_grad();
        using var weights = NetworkWeights.Initialize(_network, seed: 3);
        var images = tensor(Pixels()).view(2, 1, 28, 28);
        var one = _network.Logits(weights.Bind(), images, Dropout.None);
        var other = _network.Logits(weights.Bind(), images.flip(3), Dropout.None);
        var answer = _network.Answer(weights.Bind(), images);

        Assert.True(answer.allclose((one + other) / 2, rtol: 0, atol: 1e-6));
        Assert.False(one.allclose(other, rtol: 0, atol: 1e-3));
    }

    /// <summary>Normalisation over a batch would let an image depend on its neighbours, also in training.</summary>
    [Fact]
    public void In_training_too_an_image_is_judged_by_itself()
    {
        using var scope = NewDisposeScope();
        using var noGradient = no_grad();
        using var weights = NetworkWeights.Initialize(_network, seed: 3);
        var images = tensor(Pixels()).view(2, 1, 28, 28);
        var both = _network.Logits(weights.Bind(), images, Dropout.None);
        var first = _network.Logits(weights.Bind(), images[..1], Dropout.None);

        Assert.True(both[..1].allclose(first, rtol: 0, atol: 1e-5));
    }

    private static float[] Pixels()
    {
        var random = new RandomStream(11, "pixels");
        return [.. Enumerable.Range(0, 2 * 28 * 28).Select(_ => (float)random.NextDouble())];
    }
}
