using Clearsight.Domain;
using Clearsight.Domain.Datasets;
using Clearsight.Domain.Recipes;
using Clearsight.Learning.Native;
using Clearsight.Learning.Networks;
using Clearsight.Learning.Training;
using static TorchSharp.torch;

namespace Clearsight.Learning.Tests.Training;

/// <summary>Pieces, lanes and kernels give what the whole mini-batch through libtorch's own layers gives.</summary>
public sealed class BatchGradientTests : IDisposable
{
    private const double LearningRate = 1e-3;

    private static readonly ArraySegment<int> Batch = Enumerable.Range(0, 150).ToArray();
    private readonly TemporaryFolder _folder = new();

    public static TheoryData<string> Networks => [.. NetworkCatalog.Ids];

    public void Dispose() => _folder.Dispose();

    [Theory]
    [MemberData(nameof(Networks))]
    public void One_step_equals_the_straight_version(string network)
    {
        using var scope = NewDisposeScope();
        var plan = Plan(network);
        using var parts = new Parts(plan, lanes: 2);
        var straight = parts.Weights.Flat.detach().to(ScalarType.Float64).requires_grad_(true);
        var loss = StraightLoss(parts, plan, straight, Batch);
        var expected = autograd.grad([loss], [straight])[0];

        var figures = parts.Gradient.Compute(Batch, step: 0);
        Assert.Equal(loss.item<double>(), figures.Loss, 1e-5);
        var largest = expected.abs().max().item<double>();
        // In a deep network some unit of some image is so close to zero that it is on either side of its rectifier, by precision and by
        // processor: that image's gradient is off by a thousandth then, and every other's by some 1e-7 as in the other networks.
        var tolerance = (network == NetworkIds.ResidualClassifier ? 1e-3 : 1e-5) * Math.Max(largest, 0.1);
        Assert.InRange((expected - parts.Gradient.Sum).abs().max().item<double>(), 0, tolerance);

        parts.Optimizer.Update(parts.Gradient.Sum, LearningRate, step: 1);
        // Adam's first step goes by the sign, which rounding decides where there is next to no gradient.
        var after = straight.detach() - (LearningRate * expected / (expected.abs() + 1e-8));
        var sure = expected.abs().gt(Math.Max(1e-4 * largest, 2 * tolerance));
        Assert.True(((after - parts.Weights.Flat.detach()).abs() * sure).max().item<double>() <= 1e-5);
    }

    /// <summary>In the precision that the recipes have: what rounding changes on the way, it does not change for the worse.</summary>
    [Theory]
    [InlineData(NetworkIds.DenoisingAutoencoder)]
    [InlineData(NetworkIds.FashionCnn)]
    [InlineData(NetworkIds.EncoderClassifier)]
    public void Many_steps_end_as_good_as_the_straight_version(string network)
    {
        const int Steps = 20;
        const double Rate = 3e-3;
        var plan = Plan(network);
        using var scope = NewDisposeScope();
        using var parts = new Parts(plan with { Hyperparameters = plan.Hyperparameters with { Precision = Precision.Bfloat16 } }, lanes: 2);
        var images = Batch[..12];
        var straight = new TorchSharp.Modules.Parameter(parts.Weights.Flat.detach().to(ScalarType.Float64));
        var start = StraightLoss(parts, plan, straight, images).item<double>();
        var adam = optim.Adam([straight], Rate);
        for (var step = 0; step < Steps; step++)
        {
            using var inner = NewDisposeScope();
            adam.zero_grad();
            StraightLoss(parts, plan, straight, images).backward();
            adam.step();
            parts.Gradient.Compute(images, step);
            parts.Optimizer.Update(parts.Gradient.Sum, Rate, step + 1);
        }

        var expected = StraightLoss(parts, plan, straight, images).item<double>();
        var reached = StraightLoss(parts, plan, parts.Weights.Flat.detach().to(ScalarType.Float64), images).item<double>();
        Assert.True(expected < 0.8 * start, $"The straight version comes from {start} to {expected} only: too little to compare.");
        Assert.Equal(expected, reached, 0.05 * (start - expected));
    }

    [Theory]
    [MemberData(nameof(Networks))]
    public void The_number_of_lanes_changes_rounding_only(string network)
    {
        var plan = Plan(network);
        plan = plan with
        {
            Hyperparameters = plan.Hyperparameters with
            {
                Dropout = network == NetworkIds.FashionCnn ? 0.3 : 0,
                NoiseDensity = 0.25,
                Flip = true,
                Shift = 2,
                Erase = 0.5,
            },
        };
        using var scope = NewDisposeScope();
        using var one = new Parts(plan, lanes: 1);
        using var three = new Parts(plan, lanes: 3);
        var (first, second) = (one.Gradient.Compute(Batch, step: 4), three.Gradient.Compute(Batch, step: 4));

        Assert.Equal(first.Loss, second.Loss, 1e-5);
        Assert.Equal(first.Correct, second.Correct);
        using var difference = (one.Gradient.Sum - three.Gradient.Sum).abs().max();
        Assert.InRange(difference.item<float>(), 0, 1e-5);
    }

    [Theory]
    [MemberData(nameof(Networks))]
    public void The_same_lanes_give_the_same_bits(string network)
    {
        using var first = new Parts(Plan(network), lanes: 2);
        using var second = new Parts(Plan(network), lanes: 2);
        for (var step = 0; step < 3; step++)
        {
            Assert.Equal(first.Gradient.Compute(Batch, step), second.Gradient.Compute(Batch, step));
            Assert.Equal(first.Gradient.Sum.data<float>().ToArray(), second.Gradient.Sum.data<float>().ToArray());
        }
    }

    [Theory]
    [MemberData(nameof(Networks))]
    public void Reduced_precision_points_the_same_way(string network)
    {
        Assert.SkipUnless(Processor.HasBfloat16, "The processor has no bfloat16.");
        var plan = Plan(network);
        using var full = new Parts(plan, lanes: 2);
        using var reduced = new Parts(plan with { Hyperparameters = plan.Hyperparameters with { Precision = Precision.Bfloat16 } }, lanes: 2);
        Assert.Equal(full.Gradient.Compute(Batch, step: 0).Loss, reduced.Gradient.Compute(Batch, step: 0).Loss, 0.02);

        using var cosine = nn.functional.cosine_similarity(full.Gradient.Sum, reduced.Gradient.Sum, dim: 0);
        Assert.InRange(cosine.item<float>(), 0.995, 1.0001);
        Assert.NotEqual(full.Gradient.Sum.data<float>().ToArray(), reduced.Gradient.Sum.data<float>().ToArray());
    }

    [Fact]
    public void A_thousand_steps_leave_no_tensor_behind()
    {
        using var parts = new Parts(Plan(NetworkIds.EncoderClassifier), lanes: 2);
        parts.Gradient.Compute(Batch[..4], step: 0);
        var before = LiveTensors.Count();
        for (var step = 1; step <= 1_000; step++)
        {
            parts.Gradient.Compute(Batch[..4], step);
        }

        Assert.Equal(before, Tensor.TotalCount);
    }

    /// <summary>In double precision, which the kernels leave to libtorch.</summary>
    private static Tensor StraightLoss(Parts parts, TrainingPlan plan, Tensor flat, ArraySegment<int> batch)
    {
        var pixels = plan.Train.Take(batch).Pixels.Select(pixel => pixel / 255.0).ToArray();
        var images = tensor(pixels).view(batch.Count, plan.Train.Height, plan.Train.Width, 1).permute(0, 3, 1, 2);
        var logits = parts.Network.Logits(parts.Weights.Bind(flat, ScalarType.Float64), images, Dropout.None);
        var labels = tensor(batch.Select(image => (long)plan.Train.Labels[image]).ToArray());
        return plan.Task == TaskKind.Denoise
            ? DenoisingLoss.Mean(parts.Network, plan.Hyperparameters.Loss, logits, images)
            : nn.functional.cross_entropy(logits, labels);
    }

    /// <summary>28 × 28 images, which the kernels cover, and nothing random.</summary>
    private TrainingPlan Plan(string network)
    {
        var plan = SmallPlans.Of(_folder, network);
        return plan with
        {
            Hyperparameters = plan.Hyperparameters with { Flip = false, Dropout = 0, LabelSmoothing = 0, WeightDecay = 0, NoiseDensity = 0 },
            Train = StrokeImages.Draw(200, 28, seed: 1),
        };
    }

    private sealed class Parts : IDisposable
    {
        private readonly RightOfWay _requests = new();
        private readonly Lanes _lanes;
        private readonly ITrainingTask _task;

        public Parts(TrainingPlan plan, int lanes)
        {
            _lanes = new Lanes(lanes, _requests);
            Network = NetworkCatalog.Create(plan.Network, plan.Classes.Count);
            Weights = NetworkWeights.Initialize(Network, plan.Hyperparameters.Seed);
            Optimizer = new FlatAdam(Weights, plan.Hyperparameters);
            var split = Split.BySeed(plan.Train.Count, plan.Hyperparameters.ValidationCount, plan.Hyperparameters.Seed);
            _task = plan.Task == TaskKind.Classify ? new ClassificationTask(Network, plan, split) : new DenoisingTask(Network, plan, split);
            Gradient = new BatchGradient(_task, Weights, _lanes, plan.Hyperparameters.Precision);
        }

        public Network Network { get; }
        public NetworkWeights Weights { get; }
        public FlatAdam Optimizer { get; }
        public BatchGradient Gradient { get; }

        public void Dispose()
        {
            Gradient.Dispose();
            Optimizer.Dispose();
            Weights.Dispose();
            _task.Dispose();
            _lanes.Dispose();
            _requests.Dispose();
        }
    }
}
