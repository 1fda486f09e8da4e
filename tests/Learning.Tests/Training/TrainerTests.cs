using Clearsight.Domain;
using Clearsight.Domain.Metrics;
using Clearsight.Domain.Recipes;
using Clearsight.Learning.Checkpoints;
using Clearsight.Learning.Evaluation;
using Clearsight.Learning.Networks;
using Clearsight.Learning.Training;

namespace Clearsight.Learning.Tests.Training;

public sealed class TrainerTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_classifier_learns_and_leaves_a_model_with_its_figures()
    {
        var plan = SmallPlans.Classifier(_folder, NetworkIds.FashionCnn);
        // Mirrored, a stroke is of another class.
        plan = plan with { Hyperparameters = plan.Hyperparameters with { Epochs = 12, Flip = false } };
        var observer = new RecordingObserver();
        var outcome = SmallPlans.Train(plan, observer);

        Assert.Equal(TrainingStop.None, outcome.Stopped);
        Assert.False(outcome.StoppedEarly);
        Assert.Equal(0, observer.StartedAfter);
        Assert.Equal(12, observer.Values(MetricKeys.TrainLoss).Count);
        Assert.True(observer.Values(MetricKeys.TrainLoss)[^1] < observer.Values(MetricKeys.TrainLoss)[0] / 2);
        Assert.InRange(outcome.Model!.Metrics[MetricKeys.TestAccuracy], 0.8, 1);
        Assert.Equal(observer.Values(MetricKeys.ValidationLoss).Min(), outcome.Best!.Value);
        Assert.Equal(outcome.Best.Value, outcome.Model.Metrics[MetricKeys.ValidationLoss]);
        Assert.Equal(241_546, outcome.Model.ParameterCount);
        Assert.Equal([-1, 10], outcome.Model.OutputShape);
        Assert.True(File.Exists(_folder["output/model.onnx"]));
    }

    [Fact]
    public void The_model_that_is_left_gives_the_accuracy_that_is_told()
    {
        var plan = SmallPlans.Classifier(_folder);
        var outcome = SmallPlans.Train(plan, new RecordingObserver());
        using var predictor = new NetworkPredictor(plan.Network, Safetensors.Read(_folder["output/model.safetensors"]));
        var probabilities = predictor.Predict([.. plan.Test.Pixels.Select(pixel => pixel / 255f)], 28, 28);
        var correct = probabilities.Chunk(10).Zip(plan.Test.Labels).Count(image => Array.IndexOf(image.First, image.First.Max()) == image.Second);

        Assert.Equal(outcome.Model!.Metrics[MetricKeys.TestAccuracy], correct / 60.0, 1e-9);
    }

    [Fact]
    public void A_denoiser_does_not_end_black()
    {
        var plan = SmallPlans.Denoiser(_folder);
        plan = plan with { Hyperparameters = plan.Hyperparameters with { Epochs = 25 } };
        var observer = new RecordingObserver();
        var outcome = SmallPlans.Train(plan, observer);
        var metrics = outcome.Model!.Metrics;

        Assert.InRange(metrics[MetricKeys.TestPsnr] - metrics[MetricKeys.TestNoisyPsnr], 3, 40);
        Assert.DoesNotContain(observer.Lines[^3..], line => line.Contains("one grey", StringComparison.Ordinal));
        Assert.Equal(Psnr.FromMse(metrics[MetricKeys.ValidationMse]), metrics[MetricKeys.ValidationPsnr], 1e-9);
    }

    [Fact]
    public void A_denoiser_that_learns_nothing_says_so()
    {
        var plan = SmallPlans.Denoiser(_folder);
        plan = plan with { Hyperparameters = plan.Hyperparameters with { Epochs = 1, LearningRate = 1e-6 } };
        var observer = new RecordingObserver();
        SmallPlans.Train(plan, observer);

        Assert.Contains(observer.Lines, line => line.Contains("one grey", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(NetworkIds.FashionCnn)]
    [InlineData(NetworkIds.EncoderClassifier)]
    [InlineData(NetworkIds.ResidualClassifier)]
    [InlineData(NetworkIds.DenoisingAutoencoder)]
    public void Equal_plans_give_equal_weights_to_the_bit(string network)
    {
        using var other = new TemporaryFolder();
        var first = SmallPlans.TrainedBytes(Plan(network, _folder));

        Assert.Equal(first, SmallPlans.TrainedBytes(Plan(network, other)));
    }

    [Fact]
    public void Another_seed_gives_other_weights()
    {
        using var other = new TemporaryFolder();
        var plan = SmallPlans.Classifier(other);
        plan = plan with { Hyperparameters = plan.Hyperparameters with { Seed = 6 } };

        Assert.NotEqual(SmallPlans.TrainedBytes(SmallPlans.Classifier(_folder)), SmallPlans.TrainedBytes(plan));
    }

    [Fact]
    public void The_transfer_classifier_starts_from_the_encoder_of_its_base()
    {
        var parent = NetworkCatalog.Create(NetworkIds.DenoisingAutoencoder);
        using var weights = NetworkWeights.Initialize(parent, seed: 99);
        Safetensors.WriteFile(_folder["base.safetensors"], weights.ToNamedTensors());
        var plan = SmallPlans.Classifier(_folder) with { BaseWeights = _folder["base.safetensors"] };
        // So small a learning rate that nothing moves.
        plan = plan with { Hyperparameters = plan.Hyperparameters with { Epochs = 1, LearningRate = 1e-12, WeightDecay = 0 } };
        SmallPlans.Train(plan, new RecordingObserver());
        var trained = Safetensors.Read(_folder["output/model.safetensors"]);

        Assert.All(
            weights.ToNamedTensors().Where(tensor => tensor.Name.StartsWith("encoder.", StringComparison.Ordinal)),
            expected => Assert.All(
                expected.Values.Zip(trained.Single(tensor => tensor.Name == expected.Name).Values),
                pair => Assert.Equal(pair.First, pair.Second, 1e-6f)));
    }

    [Fact]
    public void A_base_of_the_same_network_is_trained_on()
    {
        var plan = SmallPlans.Classifier(_folder);
        SmallPlans.Train(plan, new RecordingObserver());
        File.Copy(_folder["output/model.safetensors"], _folder["base.safetensors"]);
        using var other = new TemporaryFolder();
        var going = SmallPlans.Classifier(other) with { BaseWeights = _folder["base.safetensors"] };
        going = going with { Hyperparameters = going.Hyperparameters with { Epochs = 1, LearningRate = 1e-12, WeightDecay = 0 } };
        var observer = new RecordingObserver();
        SmallPlans.Train(going, observer);

        Assert.Contains(observer.Lines, line => line.Contains("the validation figures then flatter", StringComparison.Ordinal));
        Assert.All(
            Safetensors.Read(_folder["base.safetensors"]).Zip(Safetensors.Read(other["output/model.safetensors"])),
            pair => Assert.All(pair.First.Values.Zip(pair.Second.Values), values => Assert.Equal(values.First, values.Second, 1e-6f)));
    }

    [Fact]
    public void A_base_without_the_encoder_fails_the_training_with_a_sentence()
    {
        Safetensors.WriteFile(_folder["base.safetensors"], [new NamedTensor("encoder.0.weight", [1], [1])]);
        var plan = SmallPlans.Classifier(_folder) with { BaseWeights = _folder["base.safetensors"] };
        var problem = Assert.Throws<TrainingFailedException>(() => SmallPlans.Train(plan, new RecordingObserver()));

        Assert.Contains("base model", problem.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Early_stopping_ends_the_training_and_keeps_the_best_epoch()
    {
        var plan = SmallPlans.Classifier(_folder);
        // A rate at which the loss soon goes up again.
        plan = plan with { Hyperparameters = plan.Hyperparameters with { Epochs = 100, Patience = 2, LearningRate = 0.1, WeightDecay = 0 } };
        var observer = new RecordingObserver();
        var outcome = SmallPlans.Train(plan, observer);

        Assert.True(outcome.StoppedEarly);
        Assert.Equal(outcome.Best!.Epoch + 2, observer.Metrics[^1].Epoch);
        Assert.Equal(outcome.Best.Epoch, outcome.Model!.Epoch);
        Assert.Equal(observer.Values(MetricKeys.ValidationLoss).Min(), outcome.Best.Value);
    }

    [Fact]
    public void A_loss_that_is_not_finite_fails_the_training_and_leaves_no_model()
    {
        var plan = SmallPlans.Classifier(_folder);
        plan = plan with { Hyperparameters = plan.Hyperparameters with { LearningRate = 1e30 } };
        var problem = Assert.Throws<TrainingFailedException>(() => SmallPlans.Train(plan, new RecordingObserver()));

        Assert.Contains("epoch 1", problem.Message, StringComparison.Ordinal);
        Assert.False(File.Exists(_folder["output/model.safetensors"]));
    }

    [Fact]
    public void A_plan_that_does_not_fit_its_data_fails_before_it_starts()
    {
        var plan = SmallPlans.Classifier(_folder);
        TrainingPlan[] unfit =
        [
            plan with { Task = TaskKind.Denoise },
            plan with { Classes = ["one"] },
            plan with { Hyperparameters = plan.Hyperparameters with { ValidationCount = 200 } },
            plan with { Hyperparameters = plan.Hyperparameters with { Loss = Loss.MeanSquaredError } },
            plan with { Train = StrokeImages.Draw(200, 14, seed: 1) },
            plan with { Test = plan.Test with { Pixels = [] } },
        ];

        Assert.All(unfit, bad => Assert.Throws<TrainingFailedException>(() => SmallPlans.Train(bad, new RecordingObserver())));
    }

    [Fact]
    public void Progress_counts_up_to_the_last_step()
    {
        var plan = SmallPlans.Classifier(_folder);
        var observer = new RecordingObserver();
        SmallPlans.Train(plan, observer);

        Assert.NotEmpty(observer.Progress);
        Assert.Equal(15, observer.Progress[0].Steps);
        Assert.Equal(observer.Progress.OrderBy(progress => progress.Step), observer.Progress);
        // What is told while an epoch runs arrives at what is told at its end.
        Assert.Equal(observer.Values(MetricKeys.TrainLoss), observer.Progress.Where(progress => progress.Step % 5 == 0).DistinctBy(progress => progress.Step).Select(progress => progress.TrainLoss!.Value));
        Assert.Equal([5L, 10, 15], observer.Metrics.Where(metric => metric.Key == MetricKeys.TrainLoss).Select(metric => metric.Step));
    }

    private static TrainingPlan Plan(string network, TemporaryFolder folder) =>
        network == NetworkIds.DenoisingAutoencoder ? SmallPlans.Denoiser(folder) : SmallPlans.Classifier(folder, network);
}
