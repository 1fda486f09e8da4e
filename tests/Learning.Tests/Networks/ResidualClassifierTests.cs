using Clearsight.Domain;
using Clearsight.Domain.Recipes;
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
