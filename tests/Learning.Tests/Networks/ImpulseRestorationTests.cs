using Clearsight.Domain;
using Clearsight.Domain.Recipes;
using Clearsight.Learning.Checkpoints;
using Clearsight.Learning.Evaluation;
using Clearsight.Learning.Networks;
using static TorchSharp.torch;

namespace Clearsight.Learning.Tests.Networks;

/// <summary>What the networks promise that touch only pixels which the noise may have hit.</summary>
public sealed class ImpulseRestorationTests
{
    public static TheoryData<string> Networks => [.. NetworkCatalog.Ids.Where(NetworkIds.RestoresImpulses)];

    public static MatrixTheoryData<string, (int Top, int Left)> NetworksAndCuts => new(
        [.. NetworkCatalog.Ids.Where(NetworkIds.RestoresImpulses)], [(0, 0), (8, 12)]);

    [Theory]
    [MemberData(nameof(Networks))]
    public void What_is_neither_black_nor_white_is_answered_to_the_bit_and_the_rest_within_the_range(string network)
    {
        using var predictor = Predictor(network);
        var images = Images(3, 33, 29);
        var cleaned = predictor.Predict(images, 33, 29);

        Assert.All(images.Zip(cleaned).Where(pair => pair.First is > 0 and < 1), pair => Assert.Equal(pair.First, pair.Second));
        Assert.All(cleaned, pixel => Assert.InRange(pixel, 0f, 1f));
        Assert.True(images.Zip(cleaned).Count(pair => pair.First is 0 or 1 && pair.First != pair.Second) > images.Length / 6);
    }

    /// <summary>The levels next to black and white are not suspect: 1 / 255 and 254 / 255.</summary>
    [Fact]
    public void Only_the_two_outermost_levels_are_suspect()
    {
        using var scope = NewDisposeScope();
        var levels = tensor(Enumerable.Range(0, 256).Select(level => level / 255f).ToArray()).view(1, 1, 16, 16);
        var suspect = ImpulseEvidence.Of(levels, EvidenceRule.Balanced).Suspect.data<bool>().ToArray();

        Assert.Equal([0, 255], Enumerable.Range(0, 256).Where(level => suspect[level]));
    }

    /// <summary>Weights enlarged, so that what comes from afar is not lost in rounding.</summary>
    [Theory]
    [MemberData(nameof(NetworksAndCuts))]
    public void A_piece_that_reaches_as_far_as_the_margin_gives_what_the_whole_gives(string network, (int Top, int Left) corner)
    {
        var (top, left) = corner;
        var margin = NetworkCatalog.Create(network).Tiling!.Margin;
        var piece = (2 * margin) + 24;
        var whole = piece + 24;
        using var predictor = Predictor(network, enlarged: 3);
        var image = Images(1, whole, whole);
        var cut = Enumerable.Range(0, piece * piece).Select(place => image[((top + (place / piece)) * whole) + left + (place % piece)]).ToArray();
        var (fromWhole, fromPiece) = (predictor.Logits(image, whole, whole), predictor.Logits(cut, piece, piece));

        var (largest, seam) = (0f, 0f);
        for (var row = 0; row < piece; row++)
        {
            for (var column = 0; column < piece; column++)
            {
                var difference = Math.Abs(fromPiece[(row * piece) + column] - fromWhole[((top + row) * whole) + left + column]);
                var kept = Math.Min(Math.Min(row, column), Math.Min(piece - 1 - row, piece - 1 - column)) >= margin;
                (largest, seam) = kept ? (Math.Max(largest, difference), seam) : (largest, Math.Max(seam, difference));
            }
        }

        Assert.InRange(seam, 0.1f, float.MaxValue);
        Assert.InRange(largest, 0, 1e-4f);
    }

    [Fact]
    public void A_training_sees_in_full_what_the_network_adds_and_an_answer_by_its_weight()
    {
        using var scope = NewDisposeScope();
        var network = NetworkCatalog.Create(NetworkIds.BalancedImpulseUnet);
        using var weights = NetworkWeights.Initialize(network, seed: 3);
        var images = tensor(Images(2, 28, 28)).view(2, 1, 28, 28);
        var evidence = ImpulseEvidence.Of(images, EvidenceRule.Balanced);
        var estimate = evidence.Estimate + ImpulseEvidence.Middle;

        var (trained, answered) = (network.Logits(weights.Bind(), images, Dropout.None), network.Answer(weights.Bind(), images));

        Assert.True(answered.allclose(where(evidence.Suspect, estimate + (evidence.Weight! * (trained - estimate)), images), rtol: 0, atol: 1e-5));
        Assert.False(answered.allclose(trained, rtol: 0, atol: 1e-3));
    }

    [Theory]
    [MemberData(nameof(Networks))]
    public void Its_gradient_equals_that_in_double_precision(string id)
    {
        using var scope = NewDisposeScope();
        var network = NetworkCatalog.Create(id);
        using var weights = NetworkWeights.Initialize(network, seed: 3);
        var images = tensor(Images(5, 28, 28)).view(5, 1, 28, 28);
        var exact = weights.Flat.detach().to(ScalarType.Float64).requires_grad_(true);

        // A pixel's value in double precision is the one that single precision has: the same are suspect.
        var expected = Gradient(network, weights.Bind(exact, ScalarType.Float64), images.to(ScalarType.Float64), exact);
        var difference = (Gradient(network, weights.Bind(), images, weights.Flat) - expected).abs().max().item<double>();
        Assert.True(difference <= 1e-4 * expected.abs().max().item<double>(), $"differs by {difference}");
    }

    private static Tensor Gradient(Network network, BoundWeights bound, Tensor images, Tensor flat) =>
        autograd.grad([network.Logits(bound, images, Dropout.None).square().mean()], [flat])[0];

    private static NetworkPredictor Predictor(string network, float enlarged = 1)
    {
        using var weights = NetworkWeights.Initialize(NetworkCatalog.Create(network), seed: 4);
        return new NetworkPredictor(network,
            [.. weights.ToNamedTensors().Select(tensor => new NamedTensor(tensor.Name, tensor.Shape, Array.ConvertAll(tensor.Values, value => value * enlarged)))]);
    }

    /// <summary>A third of the pixels black or white.</summary>
    private static float[] Images(int count, int height, int width)
    {
        var random = new RandomStream(12, "images");
        return [.. Enumerable.Range(0, count * height * width)
            .Select(_ => random.Below(3) == 0 ? random.Below(2) : (1 + random.Below(254)) / 255f)];
    }
}
