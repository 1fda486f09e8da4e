using Clearsight.Domain;
using Clearsight.Domain.Metrics;
using Clearsight.Domain.Recipes;
using Clearsight.Learning.Training;

namespace Clearsight.Learning.Tests.Training;

/// <summary>A training that was interrupted ends with the weights and the metrics of one that was not.</summary>
public sealed class ResumeTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    /// <summary>
    /// Five mini-batches and one evaluation an epoch, each of which asks once: questions 7 to 11 are the second epoch's.
    /// </summary>
    [Theory]
    [InlineData(NetworkIds.FashionCnn, 2)]
    [InlineData(NetworkIds.FashionCnn, 5)]
    [InlineData(NetworkIds.FashionCnn, 6)]
    [InlineData(NetworkIds.FashionCnn, 9)]
    [InlineData(NetworkIds.FashionCnn, 18)]
    [InlineData(NetworkIds.DenoisingAutoencoder, 3)]
    [InlineData(NetworkIds.DenoisingAutoencoder, 17)]
    public void A_training_that_was_paused_ends_as_if_it_had_not_been(string network, int afterQuestions)
    {
        using var other = new TemporaryFolder();
        var uninterrupted = new RecordingObserver();
        SmallPlans.Train(Plan(network, other), uninterrupted);

        var plan = Plan(network, _folder);
        var paused = new RecordingObserver(TrainingStop.Checkpoint, afterQuestions);
        var outcome = SmallPlans.Train(plan, paused);
        Assert.Equal(TrainingStop.Checkpoint, outcome.Stopped);
        Assert.Null(outcome.Model);
        var resumed = new RecordingObserver();
        SmallPlans.Train(plan, resumed);

        Assert.Equal(SmallPlans.Model(Plan(network, other)), SmallPlans.Model(plan));
        Assert.Equal(uninterrupted.Values(MetricKeys.TrainLoss)[^1], resumed.Values(MetricKeys.TrainLoss)[^1]);
        Assert.Equal(uninterrupted.Best[^1], resumed.Best[^1]);
        Assert.All(resumed.Values(MetricKeys.ImagesPerSecond), speed => Assert.True(speed > 0));
    }

    [Fact]
    public void A_training_that_was_killed_goes_on_after_its_last_whole_checkpoint()
    {
        using var other = new TemporaryFolder();
        var expected = SmallPlans.TrainedBytes(SmallPlans.Denoiser(other));

        var plan = SmallPlans.Denoiser(_folder);
        SmallPlans.Train(plan, new RecordingObserver(TrainingStop.Cancel, afterQuestions: 25));
        var newest = Directory.GetDirectories(plan.CheckpointFolder).Order(StringComparer.Ordinal).Last();
        Corrupt(Path.Combine(newest, "weights.safetensors"));
        var resumed = new RecordingObserver();
        SmallPlans.Train(plan, resumed);

        Assert.Equal(1, resumed.StartedAfter);
        Assert.Contains(resumed.Lines, line => line.Contains("epoch-0002 is damaged", StringComparison.Ordinal));
        Assert.Equal(expected, SmallPlans.Model(plan));
    }

    [Fact]
    public void A_checkpoint_whose_best_epoch_is_damaged_is_passed_over()
    {
        using var other = new TemporaryFolder();
        var expected = SmallPlans.TrainedBytes(SmallPlans.Denoiser(other));

        var plan = SmallPlans.Denoiser(_folder);
        SmallPlans.Train(plan, new RecordingObserver(TrainingStop.Checkpoint, afterQuestions: 15));
        Corrupt(Path.Combine(plan.CheckpointFolder, "epoch-0001", "checkpoint.json"));
        var resumed = new RecordingObserver();
        SmallPlans.Train(plan, resumed);

        Assert.Equal(0, resumed.StartedAfter);
        Assert.Equal(expected, SmallPlans.Model(plan));
    }

    [Fact]
    public void A_checkpoint_that_is_made_after_damaged_ones_were_passed_over_is_kept()
    {
        var plan = SmallPlans.Denoiser(_folder);
        SmallPlans.Train(plan, new RecordingObserver());
        foreach (var damaged in Directory.GetDirectories(plan.CheckpointFolder))
        {
            Corrupt(Path.Combine(damaged, "checkpoint.json"));
        }

        SmallPlans.Train(plan, new RecordingObserver(TrainingStop.Checkpoint, afterQuestions: 2));

        Assert.StartsWith("epoch-0000-batch-", Path.GetFileName(Assert.Single(Directory.GetDirectories(plan.CheckpointFolder))), StringComparison.Ordinal);
    }

    [Fact]
    public void Checkpoints_of_other_hyperparameters_are_refused_with_what_differs()
    {
        var plan = SmallPlans.Classifier(_folder);
        SmallPlans.Train(plan, new RecordingObserver(TrainingStop.Cancel, afterQuestions: 8));
        var changed = plan with { Hyperparameters = plan.Hyperparameters with { BatchSize = 64 } };
        var problem = Assert.Throws<TrainingFailedException>(() => SmallPlans.Train(changed, new RecordingObserver()));

        Assert.Contains("batchSize 32 instead of 64", problem.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Checkpoints_of_other_images_are_refused()
    {
        var plan = SmallPlans.Classifier(_folder);
        SmallPlans.Train(plan, new RecordingObserver(TrainingStop.Cancel, afterQuestions: 8));
        var changed = plan with { Train = StrokeImages.Draw(200, 28, seed: 3) };

        Assert.Throws<TrainingFailedException>(() => SmallPlans.Train(changed, new RecordingObserver()));
    }

    [Fact]
    public void Canceling_leaves_no_checkpoint_in_the_middle_of_an_epoch()
    {
        var plan = SmallPlans.Classifier(_folder);
        var outcome = SmallPlans.Train(plan, new RecordingObserver(TrainingStop.Cancel, afterQuestions: 8));

        Assert.Equal(TrainingStop.Cancel, outcome.Stopped);
        Assert.Equal(["epoch-0001"], Directory.GetDirectories(plan.CheckpointFolder).Select(Path.GetFileName));
    }

    [Fact]
    public void The_best_checkpoint_and_the_last_two_are_kept()
    {
        var plan = SmallPlans.Classifier(_folder);
        plan = plan with { Hyperparameters = plan.Hyperparameters with { Epochs = 100, Patience = 4, LearningRate = 0.1, WeightDecay = 0 } };
        var best = SmallPlans.Train(plan, new RecordingObserver()).Best!.Epoch;
        var kept = Directory.GetDirectories(plan.CheckpointFolder).Select(Path.GetFileName).Order(StringComparer.Ordinal);

        Assert.Equal([$"epoch-{best:0000}", $"epoch-{best + 3:0000}", $"epoch-{best + 4:0000}"], kept);
    }

    [Fact]
    public void A_canceled_token_ends_the_training_between_two_mini_batches()
    {
        using var source = new CancellationTokenSource();
        source.Cancel();
        Assert.Throws<OperationCanceledException>(() =>
            SmallPlans.TrainUntil(SmallPlans.Classifier(_folder), new RecordingObserver(), source.Token));
    }

    private static TrainingPlan Plan(string network, TemporaryFolder folder) =>
        network == NetworkIds.DenoisingAutoencoder
            ? SmallPlans.Denoiser(folder) with { Hyperparameters = SmallPlans.Denoiser(folder).Hyperparameters with { BatchSize = 32 } }
            : SmallPlans.Classifier(folder, network) with { Hyperparameters = SmallPlans.Classifier(folder, network).Hyperparameters with { Shift = 2, Erase = 0.5 } };

    private static void Corrupt(string path)
    {
        var bytes = File.ReadAllBytes(path);
        bytes[bytes.Length / 2] ^= 1;
        File.WriteAllBytes(path, bytes);
    }
}
