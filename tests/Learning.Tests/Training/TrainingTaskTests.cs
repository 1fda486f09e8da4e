using Clearsight.Domain;
using Clearsight.Domain.Datasets;
using Clearsight.Domain.Metrics;
using Clearsight.Domain.Recipes;
using Clearsight.Learning.Networks;
using Clearsight.Learning.Training;
using static TorchSharp.torch;

namespace Clearsight.Learning.Tests.Training;

/// <summary>Steps of a task by themselves, without the loop around them.</summary>
public sealed class TrainingTaskTests : IDisposable
{
    private static readonly int[] OneBatch = [.. Enumerable.Range(0, 16)];
    private readonly TemporaryFolder _folder = new();

    public static TheoryData<string> Networks => [.. NetworkCatalog.Ids];

    public void Dispose() => _folder.Dispose();

    /// <summary>A network that cannot learn sixteen images by heart has a mistake in its gradient.</summary>
    [Theory]
    [MemberData(nameof(Networks))]
    public void A_network_learns_one_mini_batch_by_heart(string network)
    {
        using var parts = Parts.Of(Plan(network));
        // Ten layers in a row: without a warm-up the higher rate throws them about for too long.
        var rate = NetworkIds.RestoresImpulses(network) ? 0.001 : 0.003;
        var first = parts.Step(OneBatch, noise: 0, update: 1, rate);
        var last = first;
        for (var update = 2; update <= 150; update++)
        {
            last = parts.Step(OneBatch, noise: 0, update, rate);
        }

        // The entropy of the antialiased edges is what binary cross-entropy cannot go below.
        Assert.InRange(last, 0, first * (network == NetworkIds.DenoisingAutoencoder ? 0.3 : 0.02));
    }

    [Fact]
    public void Under_psnr_a_mini_batch_is_learned_by_heart_as_well()
    {
        var plan = Plan(NetworkIds.ImpulseUnet);
        using var parts = Parts.Of(plan with { Hyperparameters = plan.Hyperparameters with { Loss = Loss.Psnr } });
        var first = parts.Step(OneBatch, noise: 0, update: 1, 0.001);
        var last = first;
        for (var update = 2; update <= 150; update++)
        {
            last = parts.Step(OneBatch, noise: 0, update, 0.001);
        }

        // 10 dB are a tenth of the squared error.
        Assert.InRange(last, -50, first - 10);
    }

    [Theory]
    [MemberData(nameof(Networks))]
    public void A_hundred_steps_leave_no_tensor_behind(string network)
    {
        using var parts = Parts.Of(Plan(network));
        parts.Step(OneBatch, noise: 0, update: 1);
        var before = LiveTensors.Count();
        for (var step = 1; step <= 100; step++)
        {
            parts.Step(OneBatch[..2], noise: step, update: step + 1);
        }

        Assert.Equal(before, Tensor.TotalCount);
    }

    [Fact]
    public void A_whole_training_leaves_no_tensor_behind()
    {
        var before = LiveTensors.Count();
        SmallPlans.Train(SmallPlans.Denoiser(_folder) with { Threads = 2 }, new RecordingObserver());

        Assert.Equal(before, Tensor.TotalCount);
    }

    [Fact]
    public void Noise_is_drawn_anew_for_every_step_and_again_for_the_same_one()
    {
        using var parts = Parts.Of(Plan(NetworkIds.DenoisingAutoencoder));
        var loss = parts.Loss(OneBatch, step: 3);

        Assert.Equal(loss, parts.Loss(OneBatch, step: 3));
        Assert.NotEqual(loss, parts.Loss(OneBatch, step: 4));
    }

    [Fact]
    public void Dropout_and_flips_are_drawn_anew_for_every_step_and_again_for_the_same_one()
    {
        using var parts = Parts.Of(SmallPlans.Classifier(_folder, NetworkIds.FashionCnn));
        var loss = parts.Loss(OneBatch, step: 3);

        Assert.Equal(loss, parts.Loss(OneBatch, step: 3));
        Assert.NotEqual(loss, parts.Loss(OneBatch, step: 4));
    }

    [Theory]
    [InlineData(2, 0)]
    [InlineData(0, 1)]
    public void Shifts_and_erased_rectangles_are_drawn_anew_for_every_step_and_again_for_the_same_one(int shift, double erase)
    {
        var plan = Plan(NetworkIds.FashionCnn);
        using var plain = Parts.Of(plan);
        using var parts = Parts.Of(plan with { Hyperparameters = plan.Hyperparameters with { Shift = shift, Erase = erase } });
        var loss = parts.Loss(OneBatch, step: 3);

        Assert.Equal(loss, parts.Loss(OneBatch, step: 3));
        Assert.NotEqual(loss, parts.Loss(OneBatch, step: 4));
        Assert.NotEqual(loss, plain.Loss(OneBatch, step: 3));
        Assert.Equal(plain.Loss(OneBatch, step: 3), plain.Loss(OneBatch, step: 4));
    }

    [Theory]
    [MemberData(nameof(Networks))]
    public void An_evaluation_is_the_same_every_time(string network)
    {
        using var parts = Parts.Of(Plan(network));
        var first = parts.Task.Validate(parts.Weights, parts.Lanes, () => false);

        Assert.Equal(first, parts.Task.Validate(parts.Weights, parts.Lanes, () => false));
    }

    [Fact]
    public void An_evaluation_that_is_stopped_gives_no_figures()
    {
        using var parts = Parts.Of(Plan(NetworkIds.DenoisingAutoencoder));
        Assert.Null(parts.Task.Examine(parts.Weights, parts.Lanes, () => true));
    }

    [Fact]
    public void A_denoiser_is_measured_beside_the_noise()
    {
        using var parts = Parts.Of(Plan(NetworkIds.DenoisingAutoencoder));
        var metrics = parts.Task.Examine(parts.Weights, parts.Lanes, () => false)!.Metrics;

        Assert.Equal([MetricKeys.TestLoss, MetricKeys.TestMse, MetricKeys.TestNoisyPsnr, MetricKeys.TestPsnr], metrics.Keys.Order());
        // A quarter of the pixels hit, each off by about a half squared on average: 0.125, or 9 dB.
        Assert.InRange(metrics[MetricKeys.TestNoisyPsnr], 8, 10);
    }

    [Fact]
    public void Without_noise_the_infinite_figure_is_left_out()
    {
        var plan = Plan(NetworkIds.DenoisingAutoencoder);
        using var parts = Parts.Of(plan with { Hyperparameters = plan.Hyperparameters with { NoiseDensity = 0 } });
        var metrics = parts.Task.Examine(parts.Weights, parts.Lanes, () => false)!.Metrics;

        Assert.DoesNotContain(MetricKeys.TestNoisyPsnr, metrics.Keys);
    }

    private TrainingPlan Plan(string network)
    {
        var plan = SmallPlans.Of(_folder, network);
        return plan with { Hyperparameters = plan.Hyperparameters with { Flip = false, Dropout = 0, LabelSmoothing = 0, WeightDecay = 0 } };
    }

    /// <summary>What the loop puts together, for as many single steps as a test wants.</summary>
    private sealed class Parts : IDisposable
    {
        private readonly FlatAdam _optimizer;
        private readonly RightOfWay _requests = new();

        private Parts(ITrainingTask task, NetworkWeights weights, FlatAdam optimizer)
        {
            (Task, Weights, _optimizer) = (task, weights, optimizer);
            Lanes = new Lanes(1, _requests);
        }

        public ITrainingTask Task { get; }

        public NetworkWeights Weights { get; }

        public Lanes Lanes { get; }

        public static Parts Of(TrainingPlan plan)
        {
            var network = NetworkCatalog.Create(plan.Network, plan.Classes.Count);
            var split = Split.BySeed(plan.Train.Count, plan.Hyperparameters.ValidationCount, plan.Hyperparameters.Seed);
            var weights = NetworkWeights.Initialize(network, plan.Hyperparameters.Seed);
            ITrainingTask task = plan.Task == TaskKind.Classify ? new ClassificationTask(network, plan, split) : new DenoisingTask(network, plan, split);
            return new Parts(task, weights, new FlatAdam(weights, plan.Hyperparameters));
        }

        public double Loss(int[] images, long step)
        {
            using var scope = NewDisposeScope();
            return Task.Loss(Weights.Bind(), new Piece(images, step, First: 0)).Loss.item<float>();
        }

        public double Step(int[] images, long noise, long update, double rate = 0.003)
        {
            using var scope = NewDisposeScope();
            var loss = Task.Loss(Weights.Bind(), new Piece(images, noise, First: 0)).Loss;
            _optimizer.Update(autograd.grad([loss], [Weights.Flat])[0], rate, update);
            return loss.item<float>();
        }

        public void Dispose()
        {
            _optimizer.Dispose();
            Weights.Dispose();
            Task.Dispose();
            Lanes.Dispose();
            _requests.Dispose();
        }
    }
}
