using Clearsight.Domain.Recipes;
using Clearsight.Learning.Networks;
using Clearsight.Learning.Training;
using static TorchSharp.torch;

namespace Clearsight.Learning.Tests.Training;

public sealed class FlatAdamTests
{
    /// <summary>libtorch's own optimizers are the reference; without decay they know no difference of weights and biases.</summary>
    [Fact]
    public void Without_decay_it_moves_as_libtorchs_Adam_does()
    {
        using var scope = NewDisposeScope();
        using var weights = Weights();
        using var expected = nn.Parameter(weights.Flat.detach().clone());
        using var reference = optim.Adam([expected], lr: 0.01);
        Follow(weights, new Hyperparameters(), expected, reference);

        Assert.Equal(Values(expected), Values(weights.Flat), (left, right) => Math.Abs(left - right) < 1e-5);
    }

    [Fact]
    public void With_decay_weights_move_as_libtorchs_AdamW_moves_them_and_biases_as_Adam_does()
    {
        using var scope = NewDisposeScope();
        using var weights = Weights();
        using var decayed = nn.Parameter(weights.Flat.detach().clone());
        using var free = nn.Parameter(weights.Flat.detach().clone());
        using var adamW = optim.AdamW([decayed], lr: 0.01, weight_decay: 0.5);
        using var adam = optim.Adam([free], lr: 0.01);
        var hyperparameters = new Hyperparameters { Optimizer = Domain.Recipes.Optimizer.AdamW, WeightDecay = 0.5 };
        using (var other = Weights())
        {
            Follow(other, new Hyperparameters(), free, adam);
        }

        Follow(weights, hyperparameters, decayed, adamW);
        var biases = weights.Trained[1].Start;
        float[] expected = [.. Values(decayed)[..biases], .. Values(free)[biases..]];

        Assert.Equal(expected, Values(weights.Flat), (left, right) => Math.Abs(left - right) < 1e-5);
    }

    [Fact]
    public void Its_state_survives_being_saved()
    {
        using var first = Weights();
        using var second = Weights();
        using var whole = new FlatAdam(first, new Hyperparameters());
        using var before = new FlatAdam(second, new Hyperparameters());
        using var after = new FlatAdam(second, new Hyperparameters());
        using var gradient = ones_like(first.Flat);
        whole.Update(gradient, 0.01, step: 1);
        whole.Update(gradient, 0.01, step: 2);
        before.Update(gradient, 0.01, step: 1);
        after.Load(before.ToNamedTensors());
        after.Update(gradient, 0.01, step: 2);

        Assert.Equal(Values(first.Flat), Values(second.Flat));
    }

    [Theory]
    [InlineData(1_000f, 1f)]
    [InlineData(0.25f, 0.25f)]
    public void A_gradient_is_shortened_to_the_norm_allowed_and_never_lengthened(float norm, float expected)
    {
        using var weights = Weights();
        using var optimizer = new FlatAdam(weights, new Hyperparameters { ClipNorm = 1 });
        using var gradient = linspace(-1, 1, weights.Flat.shape[0]);
        gradient.mul_(norm / gradient.norm());
        using var direction = gradient / norm;

        optimizer.Update(gradient, 0.01, step: 1);

        Assert.Equal(expected, gradient.norm().item<float>(), 1e-4f);
        Assert.Equal(1, (gradient * direction).sum().item<float>() / expected, 1e-4f);
    }

    private static NetworkWeights Weights() => NetworkWeights.Initialize(NetworkCatalog.Create(NetworkIds.EncoderClassifier), seed: 1);

    /// <summary>Twenty steps down the same quadratic slope, towards one for every parameter.</summary>
    private static void Follow(NetworkWeights weights, Hyperparameters hyperparameters, Tensor expected, optim.Optimizer reference)
    {
        using var optimizer = new FlatAdam(weights, hyperparameters);
        for (var step = 1; step <= 20; step++)
        {
            using var scope = NewDisposeScope();
            optimizer.Update(weights.Flat.detach().sub(1), 0.01, step);
            reference.zero_grad();
            expected.sub(1).square().sum().mul(0.5).backward();
            reference.step();
        }
    }

    private static float[] Values(Tensor tensor) => tensor.data<float>().ToArray();
}
