using Clearsight.Learning.Networks;
using static TorchSharp.torch;

namespace Clearsight.Learning.Tests.Networks;

public sealed class LastConvolutionTests
{
    /// <summary>
    /// libtorch 2.10 gives a wrong gradient here for contiguous images on some processors; channels-last ones, as
    /// training hands them out, must come out right.
    /// </summary>
    [Theory]
    [InlineData(1)]
    [InlineData(128)]
    public void The_gradients_of_the_autoencoder_equal_those_in_double_precision(int count)
    {
        using var scope = NewDisposeScope();
        random.manual_seed(5);
        var network = new DenoisingAutoencoder();
        using var weights = NetworkWeights.Initialize(network, seed: 3);
        var images = rand(count, 28, 28, 1).permute(0, 3, 1, 2);

        var gradient = Gradient(network, weights.Bind(), images, weights.Flat);
        var exact = weights.Flat.detach().to(ScalarType.Float64).requires_grad_(true);
        var expected = Gradient(network, weights.Bind(exact, ScalarType.Float64), images.to(ScalarType.Float64), exact);

        var difference = (gradient - expected).abs().max().item<double>();
        Assert.True(difference <= 1e-4 * expected.abs().max().item<double>(), $"differs by {difference}");
    }

    private static Tensor Gradient(Network network, BoundWeights bound, Tensor images, Tensor flat) =>
        autograd.grad([network.Logits(bound, images, Dropout.None).square().mean()], [flat])[0];
}
