using Clearsight.Domain.Metrics;
using Clearsight.Domain.Models;
using Clearsight.Domain.Recipes;

namespace Clearsight.Domain.Tests.Models;

public sealed class SelectionRulesTests
{
    [Fact]
    public void Never_and_always_look_at_nothing()
    {
        Assert.False(SelectionRule.Never.TakesOver(Classifier(0.9), null));
        Assert.True(SelectionRule.Always.TakesOver(Classifier(0.1), Classifier(0.9)));
    }

    [Fact]
    public void The_first_model_of_a_task_takes_over()
    {
        Assert.True(SelectionRule.IfBetter.TakesOver(Classifier(0.1), null));
    }

    [Theory]
    [InlineData(0.91, 0.90, true)]
    [InlineData(0.90, 0.90, false)]
    [InlineData(0.89, 0.90, false)]
    [InlineData(0.89, null, true)]
    [InlineData(null, 0.1, false)]
    [InlineData(null, null, false)]
    [InlineData(double.NaN, 0.1, false)]
    public void A_classifier_takes_over_with_a_higher_test_accuracy(double? candidate, double? selected, bool takesOver)
    {
        Assert.Equal(takesOver, SelectionRule.IfBetter.TakesOver(Classifier(candidate), Classifier(selected)));
    }

    [Theory]
    [InlineData(0.01, 0.02, true)]
    [InlineData(0.02, 0.02, false)]
    [InlineData(0.03, 0.02, false)]
    [InlineData(0.03, null, true)]
    [InlineData(null, 0.02, false)]
    public void A_denoiser_takes_over_with_a_lower_test_error(double? candidate, double? selected, bool takesOver)
    {
        Assert.Equal(takesOver, SelectionRule.IfBetter.TakesOver(Denoiser(candidate), Denoiser(selected)));
    }

    [Fact]
    public void Denoisers_for_different_densities_are_not_compared()
    {
        Assert.False(SelectionRule.IfBetter.TakesOver(Denoiser(0.01, density: 0.1), Denoiser(0.02, density: 0.5)));

        var ranging = Denoiser(0.01) with { Hyperparameters = new Hyperparameters { NoiseDensity = 0.25, NoiseDensityMax = 0.8 } };
        Assert.False(SelectionRule.IfBetter.TakesOver(ranging, Denoiser(0.02)));
    }

    [Fact]
    public void Models_of_different_data_sets_are_not_compared()
    {
        Assert.False(SelectionRule.IfBetter.TakesOver(Classifier(0.99) with { DatasetDigest = "sha256:other" }, Classifier(0.5)));
    }

    [Fact]
    public void Models_of_data_sets_that_share_their_test_images_are_compared()
    {
        var candidate = Classifier(0.99) with { DatasetDigest = "sha256:other", TestDigest = "sha256:d" };

        Assert.True(SelectionRule.IfBetter.TakesOver(candidate, Classifier(0.5)));
        // Of one data set, where the older version does not say which its test images are.
        Assert.True(SelectionRule.IfBetter.TakesOver(candidate, Classifier(0.5) with { DatasetDigest = "sha256:other" }));
        Assert.False(SelectionRule.IfBetter.TakesOver(candidate with { TestDigest = "sha256:third" }, Classifier(0.5)));
    }

    private static ModelManifest Classifier(double? accuracy) => Manifest(TaskKind.Classify, MetricKeys.TestAccuracy, accuracy, 0.25);

    private static ModelManifest Denoiser(double? mse, double density = 0.25) => Manifest(TaskKind.Denoise, MetricKeys.TestMse, mse, density);

    private static ModelManifest Manifest(TaskKind task, string key, double? value, double density) => new()
    {
        Name = "m",
        Task = task,
        Network = "n",
        Recipe = "r",
        Dataset = "d",
        DatasetDigest = "sha256:d",
        Hyperparameters = new Hyperparameters { NoiseDensity = density },
        Epoch = 1,
        Metrics = value is null ? new Dictionary<string, double>() : new Dictionary<string, double> { [key] = value.Value },
        InputShape = [-1, 1, 28, 28],
        OutputShape = [-1, 10],
        Classes = [],
        ParameterCount = 1,
        CreatedAt = DateTimeOffset.UnixEpoch,
    };
}
