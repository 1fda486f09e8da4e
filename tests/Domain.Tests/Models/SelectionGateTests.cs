using Clearsight.Domain.Evaluation;
using Clearsight.Domain.Models;
using Clearsight.Domain.Tests.Evaluation;

namespace Clearsight.Domain.Tests.Models;

public sealed class SelectionGateTests
{
    /// <summary>Four of six images right: 0.6667.</summary>
    private static readonly byte[] FourRight = [0, 1, 0, 1, 1, 0];

    private static readonly byte[] AllRight = [0, 1, 0, 1, 0, 1];

    [Theory]
    [InlineData(0.6, true)]
    [InlineData(4 / 6.0, true)]
    [InlineData(0.67, false)]
    public void A_value_asked_for_passes_what_comes_up_to_it(double atLeast, bool passes)
    {
        var candidate = SampleModels.Classifier("new", FourRight);
        var gate = Gate("accuracy", atLeast);

        if (passes)
        {
            var result = gate.Judge(candidate, selected: null);
            Assert.Equal(("accuracy", 4 / 6.0, atLeast, null), (result.Metric, result.Value, result.Wanted, result.Selected));
            Assert.Equal(("shapes", "sha256:22"), (result.Dataset, result.DatasetDigest));
        }
        else
        {
            var refused = Assert.Throws<GateNotPassedException>(() => gate.Judge(candidate, selected: null));
            Assert.Equal(4 / 6.0, refused.Result.Value, 12);
            Assert.Equal(
                "new:1 is not selected: its accuracy on the test images of shapes is 0.6667, and at least 0.67 is wanted.", refused.Message);
        }
    }

    [Fact]
    public void Of_a_loss_lower_is_better()
    {
        var candidate = SampleModels.Classifier("new", AllRight);
        var loss = candidate.Evaluation.Classifier!.Loss;

        Gate("loss", loss).Judge(candidate, selected: null);
        Gate("loss", loss + 0.1).Judge(candidate, selected: null);
        var refused = Assert.Throws<GateNotPassedException>(() => Gate("loss", loss - 0.01).Judge(candidate, selected: null));

        Assert.Contains("at most", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_worse_version_than_the_selected_one_is_refused_with_both_values_and_what_chance_has_to_do_with_it()
    {
        var refused = Assert.Throws<GateNotPassedException>(
            () => Gate("accuracy").Judge(SampleModels.Classifier("new", FourRight), SampleModels.Classifier("old", AllRight)));

        Assert.Equal((4 / 6.0, 1, 1), (refused.Result.Value, refused.Result.Wanted, refused.Result.SelectedValue));
        Assert.Equal(new ModelReference("old", 1), refused.Result.Selected);
        Assert.StartsWith(
            "new:1 is not selected: its accuracy on the test images of shapes is 0.6667, that of old:1, which is selected, 1, and at least 1 is wanted.",
            refused.Message,
            StringComparison.Ordinal);
        Assert.Contains("McNemar", refused.Result.Comparison, StringComparison.Ordinal);
    }

    [Fact]
    public void A_better_version_and_an_equal_one_pass()
    {
        var (better, worse) = (SampleModels.Classifier("new", AllRight), SampleModels.Classifier("old", FourRight));

        Assert.Contains("McNemar", Gate("macroF1").Judge(better, worse).Comparison, StringComparison.Ordinal);
        Assert.Equal(1, Gate("accuracy").Judge(better, SampleModels.Classifier("old", AllRight)).Wanted);
        // The selected one itself.
        Assert.Null(Gate("loss").Judge(better, better).Comparison);
    }

    [Theory]
    [InlineData(0.3, false)]
    [InlineData(2 / 6.0, true)]
    [InlineData(0.34, true)]
    public void A_tolerance_is_how_much_worse_is_still_well(double tolerance, bool passes)
    {
        var (candidate, selected) = (SampleModels.Classifier("new", FourRight), SampleModels.Classifier("old", AllRight));

        var failure = Record.Exception(() => Gate("accuracy", tolerance: tolerance).Judge(candidate, selected));

        Assert.Equal(passes, failure is null);
        Assert.True(failure is null or GateNotPassedException);
    }

    [Fact]
    public void Denoisers_are_held_against_each_other_at_a_noise_density()
    {
        var (candidate, selected) = (SampleModels.Denoiser("new", 22, 15), SampleModels.Denoiser("old", 21, 16));

        Assert.Equal((22, 21), (Gate("psnr@0.1").Judge(candidate, selected).Value, Gate("psnr@0.1").Judge(candidate, selected).Wanted));
        Assert.Throws<GateNotPassedException>(() => Gate("psnr@0.5").Judge(candidate, selected));
        Gate("psnr@0.5", tolerance: 1).Judge(candidate, selected);
        Gate("mse@0.1").Judge(candidate, selected);
        Assert.Throws<GateNotPassedException>(() => Gate("mse@0.5").Judge(candidate, selected));
    }

    [Fact]
    public void A_restoration_without_error_is_the_best_there_is()
    {
        var (perfect, good) = (SampleModels.Denoiser("new", null, null), SampleModels.Denoiser("old", 40, 30));

        Assert.Equal(double.PositiveInfinity, Gate("psnr@0.1", 60).Judge(perfect, selected: null).Value);
        Gate("psnr@0.1").Judge(perfect, good);
        Gate("psnr@0.1").Judge(perfect, SampleModels.Denoiser("old", null, null));
        Assert.Throws<GateNotPassedException>(() => Gate("psnr@0.1").Judge(good, perfect));
    }

    [Fact]
    public void A_density_that_the_evaluation_does_not_have_is_a_conflict()
    {
        var problem = Assert.Throws<ConflictException>(() => Gate("psnr@0.25", 20).Judge(SampleModels.Denoiser("new", 22, 15), selected: null));

        Assert.Contains("psnr@0.25", problem.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Figures_of_different_test_images_are_not_compared()
    {
        var selected = SampleModels.Classifier("old", AllRight);
        var foreign = selected with { Version = selected.Version with { Manifest = selected.Version.Manifest with { Dataset = "letters", DatasetDigest = "sha256:33" } } };
        var changed = selected with { Version = selected.Version with { Manifest = selected.Version.Manifest with { DatasetDigest = "sha256:33" } } };
        var fewer = SampleModels.Classifier("old", [0, 1]);
        var others = selected with { Version = selected.Version with { Manifest = selected.Version.Manifest with { Classes = ["round", "edged"] } } };
        var candidate = SampleModels.Classifier("new", AllRight);

        Assert.Contains("same classes", Assert.Throws<ConflictException>(() => Gate("accuracy").Judge(candidate, others)).Message, StringComparison.Ordinal);
        Assert.Contains("letters", Assert.Throws<ConflictException>(() => Gate("accuracy").Judge(candidate, foreign)).Message, StringComparison.Ordinal);
        Assert.Contains("another form", Assert.Throws<ConflictException>(() => Gate("accuracy").Judge(candidate, changed)).Message, StringComparison.Ordinal);
        Assert.Contains("2", Assert.Throws<ConflictException>(() => Gate("accuracy").Judge(candidate, fewer)).Message, StringComparison.Ordinal);
        Assert.Contains("atLeast", Assert.Throws<ConflictException>(() => Gate("accuracy").Judge(candidate, selected: null)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Figures_of_test_images_that_two_data_sets_share_are_compared()
    {
        var candidate = SampleModels.Classifier("new", AllRight).TrainedOn("more-shapes", "sha256:33", testDigest: "sha256:22");
        var selected = SampleModels.Classifier("old", FourRight);

        Assert.Equal(selected.Version.Reference, Gate("accuracy").Judge(candidate, selected).Selected);
        Assert.Throws<GateNotPassedException>(() => Gate("accuracy").Judge(selected, candidate));
        Assert.Throws<ConflictException>(() => Gate("accuracy").Judge(candidate.TrainedOn("more-shapes", "sha256:33", testDigest: null), selected));
    }

    [Fact]
    public void Every_metric_is_found_by_its_name_and_reads_what_was_measured()
    {
        var (classifier, denoiser) = (SampleModels.Classifier("a", FourRight).Evaluation, SampleModels.Denoiser("b", 20, 10).Evaluation);

        Assert.Equal(GateMetric.All, GateMetric.All.Select(metric => GateMetric.Find(metric.Name)));
        Assert.Equal(DenoiserEvaluation.MeasuredDensities.Count * 3, GateMetric.All.Count(metric => metric.Task == TaskKind.Denoise));
        Assert.All(
            GateMetric.All.Where(metric => metric.Task == TaskKind.Classify),
            metric => Assert.InRange(metric.ValueOf(classifier)!.Value, metric.Lowest, metric.Highest));
        Assert.Equal((20, 0.01, 0.5), (GateMetric.Find("psnr@0.1")!.ValueOf(denoiser), GateMetric.Find("mse@0.1")!.ValueOf(denoiser), GateMetric.Find("ssim@0.1")!.ValueOf(denoiser)));
        Assert.Null(GateMetric.Find("accuracy")!.ValueOf(denoiser));
        Assert.Null(GateMetric.Find("psnr@0.1")!.ValueOf(classifier));
        Assert.Null(GateMetric.Find("psnr@0.15"));
    }

    private static SelectionGate Gate(string metric, double? atLeast = null, double tolerance = 0) => new(GateMetric.Find(metric)!, atLeast, tolerance);
}
