using Clearsight.Domain.Evaluation;

namespace Clearsight.Domain.Tests.Evaluation;

public sealed class ModelComparisonTests
{
    private static readonly EvaluatedModel Perfect = SampleModels.Classifier("perfect", [0, 1, 0, 1, 0, 1]);
    private static readonly EvaluatedModel Weak = SampleModels.Classifier("weak", [0, 1, 0, 0, 0, 0]);

    [Fact]
    public void Each_class_is_compared_with_the_first_models()
    {
        var difference = Assert.Single(ModelComparison.Of([Perfect, Weak]).Classifiers);

        Assert.Equal(-2 / 6.0, difference.Accuracy, 12);
        Assert.Equal("square", difference.Classes[1].Label);
        Assert.Equal(-2 / 3.0, difference.Classes[1].Recall, 12);
        Assert.Equal(0, difference.Classes[1].Precision, 12);
        Assert.Equal((4, 2, 0, 0, 0.5), (difference.Test.BothRight, difference.Test.OnlyFirstRight, difference.Test.OnlySecondRight, difference.Test.BothWrong, difference.Test.PValue));
    }

    [Fact]
    public void The_conclusion_names_the_better_one_and_what_chance_has_to_do_with_it() => Assert.Equal(
        "perfect:1 classifies 33.33 percentage points more of the 6 test images rightly than weak:1; chance alone can explain the difference "
        + "(McNemar's exact test on the 2 images that only one of them gets right: p = 0.5000).",
        ModelComparison.Of([Perfect, Weak]).Conclusion);

    [Fact]
    public void A_difference_over_many_images_is_significant()
    {
        byte[] right = [.. Enumerable.Range(0, 40).Select(image => (byte)(image % 2))];
        byte[] half = new byte[40];

        var conclusion = ModelComparison.Of([SampleModels.Classifier("zeros", half), SampleModels.Classifier("eyes", right)]).Conclusion;

        Assert.StartsWith("eyes:1 classifies 50.00 percentage points more", conclusion, StringComparison.Ordinal);
        Assert.Contains("the difference is significant (McNemar's exact test on the 20 images that only one of them gets right: p < 0.0001)", conclusion, StringComparison.Ordinal);
    }

    /// <summary>Six images that only one gets right: p = 2 / 2⁶ = 0.03, which is one difference, but not one of two.</summary>
    [Fact]
    public void The_more_differences_are_looked_at_the_less_each_may_owe_to_chance()
    {
        byte[] right = [.. Enumerable.Range(0, 12).Select(image => (byte)(image % 2))];
        var (eyes, zeros, ones) = (SampleModels.Classifier("eyes", right), SampleModels.Classifier("zeros", new byte[12]), SampleModels.Classifier("ones", [.. right.Select(_ => (byte)1)]));

        Assert.Contains("is significant", ModelComparison.Of([eyes, zeros]).Conclusion, StringComparison.Ordinal);
        Assert.DoesNotContain("is significant", ModelComparison.Of([eyes, zeros, ones]).Conclusion, StringComparison.Ordinal);
    }

    [Fact]
    public void Equally_many_right_is_said_as_it_is() => Assert.Equal(
        "other:1 and perfect:1 classify equally many of the 6 test images rightly.",
        ModelComparison.Of([Perfect, SampleModels.Classifier("other", [0, 1, 0, 1, 0, 1])]).Conclusion);

    [Fact]
    public void Models_that_tell_other_classes_apart_do_not_compare()
    {
        var outputs = new ClassifierOutputs([.. Enumerable.Repeat(new[] { 1f, 0, 0 }, 6).SelectMany(logits => logits)], [0, 1, 0, 1, 0, 1]);
        var other = Perfect with { Version = SampleModels.Version("three", TaskKind.Classify), Evaluation = new ModelEvaluation(ClassifierEvaluation.Of(outputs, outputs, ["circle", "square", "star"]), null) };

        var problem = Assert.Throws<InvalidRequestException>(() => ModelComparison.Of([Perfect, other]));

        Assert.Contains("same classes", problem.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Denoisers_are_compared_by_density()
    {
        var comparison = ModelComparison.Of([SampleModels.Denoiser("old", 20, 15), SampleModels.Denoiser("new", 30, 14)]);

        Assert.Empty(comparison.Classifiers);
        var difference = Assert.Single(comparison.Denoisers);
        Assert.Equal([(0.1, 10.0), (0.5, -1.0)], difference.Densities.Select(density => (density.Density, density.Psnr!.Value)));
        Assert.Equal("new:1 restores better than old:1 at 1 of 2 noise densities; its PSNR is 4.5 dB higher on average over them.", comparison.Conclusion);
    }

    [Theory]
    [InlineData(21, 16, "at each of 2 noise densities; its PSNR is 1.0 dB higher")]
    [InlineData(19, 14, "at none of 2 noise densities; its PSNR is 1.0 dB lower")]
    public void A_denoiser_that_is_ahead_everywhere_or_nowhere_is_said_to_be(double psnr10, double psnr50, string conclusion) => Assert.Contains(
        conclusion, ModelComparison.Of([SampleModels.Denoiser("old", 20, 15), SampleModels.Denoiser("new", psnr10, psnr50)]).Conclusion, StringComparison.Ordinal);

    /// <summary>Decibels of no error are no number.</summary>
    [Fact]
    public void A_density_that_one_restores_without_error_at_is_not_counted()
    {
        var flawless = ModelComparison.Of([SampleModels.Denoiser("old", 20, 15), SampleModels.Denoiser("new", null, null)]).Conclusion;

        Assert.Equal("Whether new:1 restores better than old:1 cannot be told: there is no noise density at which both leave an error.", flawless);
        Assert.StartsWith(
            "new:1 restores better than old:1 at each of 1 noise densities", ModelComparison.Of([SampleModels.Denoiser("old", 20, 15), SampleModels.Denoiser("new", null, 16)]).Conclusion,
            StringComparison.Ordinal);
    }

    [Fact]
    public void Models_of_two_tasks_are_refused()
    {
        var refusal = Assert.Throws<InvalidRequestException>(() => ModelComparison.Of([Perfect, SampleModels.Denoiser("old", 20, 15)]));

        Assert.Contains("only models of one task", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Models_measured_on_other_images_are_refused()
    {
        var elsewhere = Weak with { Version = Weak.Version with { Manifest = Weak.Version.Manifest with { Dataset = "other", DatasetDigest = "sha256:33" } } };

        var refusal = Assert.Throws<InvalidRequestException>(() => ModelComparison.Of([Perfect, elsewhere]));

        Assert.Contains("those of other", refusal.Message, StringComparison.Ordinal);
    }

    /// <summary>The second data set has the test images of the first, and says so; what was registered before says nothing.</summary>
    [Fact]
    public void Models_of_two_data_sets_that_share_their_test_images_are_compared()
    {
        var said = Weak.TrainedOn("more-shapes", "sha256:33", testDigest: "sha256:22");
        var unsaid = Weak.TrainedOn("more-shapes", "sha256:33", testDigest: null);

        Assert.Single(ModelComparison.Of([Perfect, said]).Classifiers);
        Assert.Single(ModelComparison.Of([said, Perfect]).Classifiers);
        Assert.Throws<InvalidRequestException>(() => ModelComparison.Of([Perfect, unsaid]));
    }

    [Fact]
    public void Models_of_one_data_set_are_compared_where_only_one_says_which_its_test_images_are()
    {
        var before = Perfect.TrainedOn("more-shapes", "sha256:33", testDigest: null);
        var after = Weak.TrainedOn("more-shapes", "sha256:33", testDigest: "sha256:22");

        Assert.Single(ModelComparison.Of([before, after]).Classifiers);
        Assert.Single(ModelComparison.Of([after, before]).Classifiers);
    }
}
