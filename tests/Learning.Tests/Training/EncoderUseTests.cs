using Clearsight.Domain;
using Clearsight.Domain.Recipes;
using Clearsight.Learning.Checkpoints;
using Clearsight.Learning.Networks;
using Clearsight.Learning.Training;

namespace Clearsight.Learning.Tests.Training;

/// <summary>What becomes of a base model's encoder, and trainings on few labels.</summary>
public sealed class EncoderUseTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly IReadOnlyList<NamedTensor> _base;

    public EncoderUseTests()
    {
        using var weights = NetworkWeights.Initialize(NetworkCatalog.Create(NetworkIds.DenoisingAutoencoder), seed: 99);
        _base = weights.ToNamedTensors();
        Safetensors.WriteFile(_folder["base.safetensors"], _base);
    }

    public void Dispose() => _folder.Dispose();

    /// <summary>Weight decay pulls at weights without a gradient, too: a frozen one must not even see that.</summary>
    [Theory]
    [InlineData(Precision.Float32)]
    [InlineData(Precision.Bfloat16)]
    public void A_frozen_encoder_stays_as_it_is_to_the_bit_while_the_head_learns(Precision precision)
    {
        var plan = Plan(_folder, EncoderUse.Frozen);
        var trained = Train(plan with { Hyperparameters = plan.Hyperparameters with { Precision = precision, WeightDecay = 0.5 } });
        using var start = NetworkWeights.Initialize(NetworkCatalog.Create(NetworkIds.EncoderClassifier), plan.Hyperparameters.Seed);

        Assert.Equal(6, trained.Count(IsEncoder));
        Assert.All(trained.Where(IsEncoder), tensor => Assert.Equal(ValuesOf(_base, tensor.Name), tensor.Values));
        Assert.All(trained.Where(tensor => !IsEncoder(tensor)), tensor =>
            Assert.All(ValuesOf(start.ToNamedTensors(), tensor.Name).Zip(tensor.Values), pair => Assert.NotEqual(pair.First, pair.Second)));
    }

    /// <summary>Of the same step the head's update is the same, whether the encoder learns beside it or not.</summary>
    [Fact]
    public void The_head_on_a_frozen_encoder_gets_the_gradient_that_it_gets_on_one_that_learns()
    {
        using var other = new TemporaryFolder();
        var oneStep = Plan(_folder, EncoderUse.Frozen).Hyperparameters with { Epochs = 1, BatchSize = 160 };
        var frozen = Train(Plan(_folder, EncoderUse.Frozen) with { Hyperparameters = oneStep });
        var trained = Train(Plan(other, EncoderUse.Pretrained) with { Hyperparameters = oneStep with { Encoder = EncoderUse.Pretrained } });

        Assert.Equal(ValuesOf(trained, "classifier.0.weight"), ValuesOf(frozen, "classifier.0.weight"));
        Assert.NotEqual(ValuesOf(trained, "encoder.2.weight"), ValuesOf(frozen, "encoder.2.weight"));
    }

    /// <summary>A channel whose rectifier never opens has no gradient; who wonders at a weak transfer should find it in the log.</summary>
    [Theory]
    [InlineData(-1e6f, "0 of 64, 0 of 32 and 16 of 16 channels answer nothing")]
    [InlineData(1e6f, null)]
    public void Channels_of_the_base_that_answer_nothing_are_told_of(float lastBias, string? told)
    {
        var tensors = Audible(_base);
        tensors.Single(tensor => tensor.Name == "encoder.2.bias").Values.AsSpan().Fill(lastBias);
        Safetensors.WriteFile(_folder["base.safetensors"], tensors);
        var observer = new RecordingObserver();
        SmallPlans.Train(Plan(_folder, EncoderUse.Frozen) with { BaseWeights = _folder["base.safetensors"] }, observer);

        Assert.Equal(told is not null, observer.Lines.Exists(line => line.Contains(told ?? "answer nothing", StringComparison.Ordinal)));
    }

    [Fact]
    public void From_scratch_a_base_changes_nothing()
    {
        using var other = new TemporaryFolder();
        var withBase = SmallPlans.TrainedBytes(Plan(_folder, EncoderUse.Scratch));
        var without = SmallPlans.TrainedBytes(Plan(other, EncoderUse.Scratch) with { BaseWeights = null });

        Assert.Equal(without, withBase);
    }

    [Fact]
    public void A_frozen_encoder_without_a_base_fails_with_a_sentence()
    {
        var plan = Plan(_folder, EncoderUse.Frozen) with { BaseWeights = null };
        var problem = Assert.Throws<TrainingFailedException>(() => SmallPlans.Train(plan, new RecordingObserver()));

        Assert.Contains("has to come from a base model", problem.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Few_labels_make_a_short_epoch_and_the_seed_chooses_them()
    {
        using var other = new TemporaryFolder();
        var plan = Plan(_folder, EncoderUse.Scratch, samplesPerClass: 5);
        var observer = new RecordingObserver();
        SmallPlans.Train(plan, observer);
        var again = SmallPlans.TrainedBytes(Plan(other, EncoderUse.Scratch, samplesPerClass: 5));

        // Fifty images in mini-batches of 32, three times.
        Assert.Equal(6, observer.Progress[^1].Steps);
        Assert.Equal(again, SmallPlans.Model(plan));
    }

    [Fact]
    public void More_labels_than_a_class_has_fail_with_its_name()
    {
        var problem = Assert.Throws<TrainingFailedException>(
            () => SmallPlans.Train(Plan(_folder, EncoderUse.Scratch, samplesPerClass: 100), new RecordingObserver()));

        Assert.Contains("degrees", problem.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(EncoderUse.Frozen, 3)]
    [InlineData(EncoderUse.Pretrained, 5)]
    public void A_training_on_few_labels_that_was_paused_ends_as_if_it_had_not_been(EncoderUse encoder, int afterQuestions)
    {
        using var other = new TemporaryFolder();
        var uninterrupted = SmallPlans.TrainedBytes(Plan(other, encoder, samplesPerClass: 5));
        var plan = Plan(_folder, encoder, samplesPerClass: 5);
        var paused = SmallPlans.Train(plan, new RecordingObserver(TrainingStop.Checkpoint, afterQuestions));

        Assert.Equal(TrainingStop.Checkpoint, paused.Stopped);
        Assert.Equal(uninterrupted, SmallPlans.TrainedBytes(plan));
    }

    private TrainingPlan Plan(TemporaryFolder folder, EncoderUse encoder, int samplesPerClass = 0)
    {
        var plan = SmallPlans.Classifier(folder);
        return plan with
        {
            BaseWeights = _folder["base.safetensors"],
            Hyperparameters = plan.Hyperparameters with { Encoder = encoder, SamplesPerClass = samplesPerClass },
        };
    }

    /// <summary>Each bias far beyond what the weights before it can take away.</summary>
    private static IReadOnlyList<NamedTensor> Audible(IReadOnlyList<NamedTensor> tensors)
    {
        var biases = new Dictionary<string, float> { ["encoder.0.bias"] = 10, ["encoder.1.bias"] = 1_000, ["encoder.2.bias"] = 1e6f };
        return [.. tensors.Select(tensor => tensor with
        {
            Values = Array.ConvertAll(tensor.Values, value => biases.TryGetValue(tensor.Name, out var bias) ? bias : value),
        })];
    }

    private static IReadOnlyList<NamedTensor> Train(TrainingPlan plan)
    {
        SmallPlans.Train(plan, new RecordingObserver());
        return Safetensors.Read(Path.Combine(plan.OutputFolder, "model.safetensors"));
    }

    private static bool IsEncoder(NamedTensor tensor) => tensor.Name.StartsWith("encoder.", StringComparison.Ordinal);

    private static float[] ValuesOf(IReadOnlyList<NamedTensor> tensors, string name) => tensors.Single(tensor => tensor.Name == name).Values;
}
