using System.Text.Json;
using Clearsight.Domain;
using Clearsight.Domain.Evaluation;
using Clearsight.Domain.Metrics;
using Clearsight.Domain.Recipes;
using Clearsight.Learning.Tests.Training;
using Clearsight.Learning.Training;
using static TorchSharp.torch;

namespace Clearsight.Learning.Tests.Evaluation;

/// <summary>What is told of a finished model, beside what its training told.</summary>
public sealed class ExaminationTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_classifiers_evaluation_agrees_with_its_metrics()
    {
        var plan = SmallPlans.Classifier(_folder) with { Threads = 2 };
        var model = SmallPlans.Train(plan, new RecordingObserver()).Model!;
        var evaluation = model.Evaluation.Classifier!;

        Assert.Null(model.Evaluation.Denoiser);
        Assert.Equal((60, StrokeImages.Classes), (evaluation.Images, evaluation.Classes));
        Assert.Equal(model.Metrics[MetricKeys.TestAccuracy], evaluation.Report.Accuracy, 1e-9);
        Assert.Equal(model.Metrics[MetricKeys.TestLoss], evaluation.Loss, 1e-5);
        Assert.Equal(plan.Test.Labels.CountBy(label => label).ToDictionary(), Supports(evaluation));
        Assert.InRange(evaluation.Temperature, Temperature.Minimum, Temperature.Maximum);
    }

    [Fact]
    public void A_denoisers_evaluation_agrees_with_its_metrics_at_its_own_noise_density()
    {
        var model = SmallPlans.Train(SmallPlans.Denoiser(_folder) with { Threads = 2 }, new RecordingObserver()).Model!;
        var evaluation = model.Evaluation.Denoiser!;

        Assert.Null(model.Evaluation.Classifier);
        Assert.Equal(DenoiserEvaluation.MeasuredDensities, evaluation.Densities.Select(density => density.Density));
        var own = evaluation.Densities.Single(density => density.Density == 0.25);
        Assert.Equal(model.Metrics[MetricKeys.TestPsnr], own.Model.Psnr!.Value, 1e-4);
        Assert.Equal(model.Metrics[MetricKeys.TestNoisyPsnr], own.Noisy.Psnr!.Value, 1e-4);
        Assert.Equal((0.0, null), (own.Noisy.Untouched.Mse, own.Noisy.Untouched.Psnr));
        Assert.Equal(own.Noisy.Mse, own.Noisy.Hit.Mse!.Value * 0.25, 0.01);
    }

    [Fact]
    public void A_classifiers_evaluation_shows_the_mistakes_that_it_is_surest_of()
    {
        var plan = SmallPlans.Classifier(_folder);
        plan = plan with { Hyperparameters = plan.Hyperparameters with { Epochs = 1, LearningRate = 1e-5 } };
        var evaluation = SmallPlans.Train(plan, new RecordingObserver()).Model!.Evaluation.Classifier!;
        var mistakes = evaluation.Samples!.Mistakes;

        Assert.Equal(ClassifierSamples.MostMistakes, mistakes.Count);
        Assert.Equal(mistakes.OrderByDescending(mistake => mistake.Confidence), mistakes);
        Assert.All(mistakes, mistake =>
        {
            Assert.Equal(plan.Test.Image(mistake.Image), mistake.Pixels);
            Assert.Equal(plan.Test.Labels[mistake.Image], mistake.Actual);
            Assert.Equal(evaluation.Predicted[mistake.Image], mistake.Predicted);
            Assert.NotEqual(mistake.Actual, mistake.Predicted);
        });
    }

    [Fact]
    public void A_denoisers_evaluation_shows_evenly_spaced_images_of_rising_noise()
    {
        var plan = SmallPlans.Denoiser(_folder);
        var samples = SmallPlans.Train(plan, new RecordingObserver()).Model!.Evaluation.Denoiser!.Samples!;

        Assert.Equal((14, 14), (samples.Height, samples.Width));
        Assert.Equal([0, 7, 15, 22, 30, 37, 45, 52], samples.Images.Select(image => image.Image));
        Assert.Equal(DenoiserSamples.Densities.SelectMany(density => Enumerable.Repeat(density, 2)), samples.Images.Select(image => image.Density));
        Assert.All(samples.Images, image =>
        {
            Assert.Equal(plan.Test.Image(image.Image), image.Clean);
            Assert.InRange(image.Clean.Zip(image.Noisy).Count(pixel => pixel.First != pixel.Second), 1, image.Density * 1.5 * image.Clean.Length);
            Assert.NotEqual(image.Noisy, image.Cleaned);
        });
    }

    [Fact]
    public void Filters_restore_better_than_nothing_and_worse_the_more_noise_there_is()
    {
        var evaluation = SmallPlans.Train(SmallPlans.Denoiser(_folder), new RecordingObserver()).Model!.Evaluation.Denoiser!;

        Assert.All(evaluation.Densities, density => Assert.True(density.AdaptiveMedian.Mse < density.Noisy.Mse));
        var noisy = evaluation.Densities.Select(density => density.Noisy.Psnr!.Value).ToList();
        var median = evaluation.Densities.Select(density => density.Median3.Ssim!.Value).ToList();
        Assert.Equal(noisy.OrderDescending(), noisy);
        Assert.Equal(median.OrderDescending(), median);
    }

    [Fact]
    public void A_judge_reads_what_is_left_of_the_images()
    {
        using var other = new TemporaryFolder();
        var classifier = SmallPlans.Classifier(other, NetworkIds.FashionCnn);
        classifier = classifier with { Hyperparameters = classifier.Hyperparameters with { Epochs = 12, Flip = false } };
        var judge = SmallPlans.Train(classifier, new RecordingObserver()).Model!;
        var plan = SmallPlans.Denoiser(_folder);
        plan = plan with
        {
            Train = classifier.Train,
            Test = classifier.Test,
            Hyperparameters = plan.Hyperparameters with { Epochs = 1 },
            Judge = new FinishedClassifier("judge:1", "sha256:1", NetworkIds.FashionCnn, 10, other["output/model.safetensors"]),
        };
        var evaluation = SmallPlans.Train(plan, new RecordingObserver()).Model!.Evaluation.Denoiser!;

        Assert.Equal(new JudgeFigures("judge:1", "sha256:1", judge.Metrics[MetricKeys.TestAccuracy]), evaluation.Judge);
        Assert.All(evaluation.Densities, density => Assert.InRange(density.Model.Accuracy!.Value, 0, 1));
        var (little, much) = (evaluation.Densities[0], evaluation.Densities[^1]);
        Assert.True(little.Noisy.Accuracy > much.Noisy.Accuracy);
        Assert.True(little.AdaptiveMedian.Accuracy > 0.5);
    }

    [Fact]
    public void Without_a_judge_nothing_is_said_of_what_is_left()
    {
        var plan = SmallPlans.Denoiser(_folder);
        plan = plan with { Hyperparameters = plan.Hyperparameters with { Epochs = 1 } };
        var evaluation = SmallPlans.Train(plan, new RecordingObserver()).Model!.Evaluation.Denoiser!;

        Assert.Null(evaluation.Judge);
        Assert.All(evaluation.Densities, density => Assert.Null(density.Model.Accuracy ?? density.Noisy.Accuracy));
    }

    [Fact]
    public void A_judge_that_cannot_be_read_fails_the_training_before_it_starts()
    {
        var plan = SmallPlans.Denoiser(_folder) with { Judge = new FinishedClassifier("judge:1", "sha256:1", NetworkIds.FashionCnn, 10, _folder["missing"]) };
        var problem = Assert.Throws<TrainingFailedException>(() => SmallPlans.Train(plan, new RecordingObserver()));

        Assert.Contains("judge:1", problem.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void All_of_a_large_test_split_is_measured()
    {
        var plan = SmallPlans.Denoiser(_folder);
        plan = plan with { Hyperparameters = plan.Hyperparameters with { Epochs = 1 }, Test = StrokeImages.Draw(1_001, 8, seed: 2), Train = StrokeImages.Draw(80, 8, seed: 1) };
        var evaluation = SmallPlans.Train(plan, new RecordingObserver()).Model!.Evaluation.Denoiser!;

        Assert.Equal((1_001, 1_001), (evaluation.Images, evaluation.TestImages));
        Assert.All(evaluation.Densities, density => Assert.Null(density.Model.Ssim));
        Assert.All(evaluation.Densities, density => Assert.InRange(density.Model.Psnr!.Value, density.Model.Intervals!.Psnr!.Low, density.Model.Intervals.Psnr.High));
    }

    [Fact]
    public void Examined_once_more_a_model_is_as_good_as_at_the_end_of_its_training()
    {
        var plan = SmallPlans.Classifier(_folder);
        var model = SmallPlans.Train(plan, new RecordingObserver()).Model!;
        var before = LiveTensors.Count();

        using var requests = new RightOfWay();
        var again = new Trainer(TimeProvider.System, requests).Examine(plan, _folder["output/model.safetensors"]);

        Assert.Equal(JsonSerializer.Serialize(model.Evaluation), JsonSerializer.Serialize(again.Evaluation));
        Assert.Equal(model.Metrics.Where(metric => !IsOfTraining(metric.Key)).OrderBy(metric => metric.Key), again.Metrics.OrderBy(metric => metric.Key));
        Assert.Equal(before, Tensor.TotalCount);
    }

    private static bool IsOfTraining(string key) => key.StartsWith("train/", StringComparison.Ordinal);

    private static Dictionary<byte, int> Supports(ClassifierEvaluation evaluation) => evaluation.Report.Classes.Index()
        .Where(figures => figures.Item.Support > 0)
        .ToDictionary(figures => (byte)figures.Index, figures => figures.Item.Support);
}
