using Clearsight.Domain.Evaluation;
using Clearsight.Domain.Metrics;
using Clearsight.Domain.Reports;
using Clearsight.Domain.Tests.Evaluation;

namespace Clearsight.Domain.Tests.Reports;

public sealed class EvaluationReportTests
{
    private static readonly EvaluatedModel Shapes = SampleModels.Classifier("shapes", [0, 1, 0, 0, 0, 0]);

    /// <summary>As scikit-learn lays it out; circle: 3 of 5 predicted, 3 of 3 found; square: 1 of 1, 1 of 3.</summary>
    [Fact]
    public void The_text_has_the_familiar_table() => Assert.Contains(
        """
                      precision    recall  f1-score   support

              circle     0.6000    1.0000    0.7500         3
              square     1.0000    0.3333    0.5000         3

            accuracy                         0.6667         6
           macro avg     0.8000    0.6667    0.6250         6
        weighted avg     0.8000    0.6667    0.6250         6

        """.ReplaceLineEndings("\n"), TextReport.Write(EvaluationReport.Of(Shapes.Version, Shapes.Evaluation)), StringComparison.Ordinal);

    [Fact]
    public void A_classifiers_page_has_every_part()
    {
        var markdown = MarkdownReport.Write(EvaluationReport.Of(Shapes.Version, Shapes.Evaluation));

        Assert.Contains("66.67% of the 6 test images are classified rightly", markdown, StringComparison.Ordinal);
        Assert.Contains("| train (loss: training objective) | 0.7500 | 0.5000 |", markdown, StringComparison.Ordinal);
        Assert.Contains("does not compare with the losses on validation and test images", markdown, StringComparison.Ordinal);
        Assert.Contains("| square | 2 | 1 |", markdown, StringComparison.Ordinal);
        Assert.Contains("| by temperature | 0.0000 |", markdown, StringComparison.Ordinal);
        Assert.Contains("| macro avg | 0.8000 | 0.6667 | 0.6250 | 6 |", markdown, StringComparison.Ordinal);
    }

    [Fact]
    public void A_classifiers_page_has_the_intervals_where_they_were_measured()
    {
        var (evaluation, circle) = (Shapes.Evaluation.Classifier!, Shapes.Evaluation.Classifier!.Intervals!.Classes[0]);
        var before = new ModelEvaluation(evaluation with { Intervals = null }, null);

        Assert.Contains(
            $"| circle | {circle.Precision!.Low:0.0000} to {circle.Precision.High:0.0000} |", MarkdownReport.Write(EvaluationReport.Of(Shapes.Version, Shapes.Evaluation)),
            StringComparison.Ordinal);
        Assert.DoesNotContain("# Intervals", MarkdownReport.Write(EvaluationReport.Of(Shapes.Version, before)), StringComparison.Ordinal);
    }

    [Fact]
    public void A_denoisers_page_has_the_intervals_where_they_were_measured()
    {
        var denoiser = SampleModels.Denoiser("old", 20, 10);
        var density = denoiser.Evaluation.Denoiser!.Densities[0];
        var intervals = new RestorationIntervals(new Interval(19.5, 20.5, 0.95), new Interval(0.4, 0.6, 0.95), null, null, null);
        var measured = denoiser.Evaluation.Denoiser! with { Densities = [density with { Model = density.Model with { Intervals = intervals } }] };

        Assert.Contains(
            "| 10% | 19.50 to 20.50 | 0.4000 to 0.6000 |", MarkdownReport.Write(EvaluationReport.Of(denoiser.Version, new ModelEvaluation(null, measured))),
            StringComparison.Ordinal);
        Assert.DoesNotContain("Intervals", MarkdownReport.Write(EvaluationReport.Of(denoiser.Version, denoiser.Evaluation)), StringComparison.Ordinal);
    }

    [Fact]
    public void A_classifiers_page_says_whether_its_temperature_is_served()
    {
        var fitted = Shapes.Version with { Manifest = Shapes.Version.Manifest with { Temperature = Shapes.Evaluation.Classifier!.Temperature } };
        var before = Shapes.Version with { Manifest = Shapes.Version.Manifest with { Temperature = 1 } };

        Assert.Contains("are served are divided by it", TextReport.Write(EvaluationReport.Of(fitted, Shapes.Evaluation)), StringComparison.Ordinal);
        Assert.Contains("comes from before that", TextReport.Write(EvaluationReport.Of(before, Shapes.Evaluation)), StringComparison.Ordinal);
    }

    [Fact]
    public void A_denoisers_page_sets_it_beside_the_filters()
    {
        var denoiser = SampleModels.Denoiser("old", 20, null);

        var markdown = MarkdownReport.Write(EvaluationReport.Of(denoiser.Version, denoiser.Evaluation));

        Assert.Contains("Measured on 100 of the 1,000 test images", markdown, StringComparison.Ordinal);
        Assert.Contains("| 10% | 20.00 | 9.00 | 17.00 | 14.00 | 19.00 |", markdown, StringComparison.Ordinal);
        Assert.Contains("| 50% |  | 9.00 |", markdown, StringComparison.Ordinal);
    }

    [Fact]
    public void What_a_judge_reads_is_told_where_there_was_one()
    {
        var denoiser = SampleModels.Denoiser("old", 20, 10);
        var figures = denoiser.Evaluation.Denoiser!.Densities[0].Model with { Accuracy = 0.975 };
        var judged = denoiser.Evaluation.Denoiser! with
        {
            Judge = new JudgeFigures("judge:1", "sha256:1", 0.99),
            Densities = [new DensityEvaluation(0.1, figures, figures, figures, figures, figures)],
        };

        var markdown = MarkdownReport.Write(EvaluationReport.Of(denoiser.Version, new ModelEvaluation(null, judged)));

        Assert.Contains("judge:1 was trained on clean images only and classifies 99.00% of the clean test images rightly", markdown, StringComparison.Ordinal);
        Assert.Contains("| 10% | 97.50% | 97.50% |", markdown, StringComparison.Ordinal);
        Assert.DoesNotContain("Accuracy of a classifier", MarkdownReport.Write(EvaluationReport.Of(denoiser.Version, denoiser.Evaluation)), StringComparison.Ordinal);
    }

    [Fact]
    public void A_comparison_sets_the_models_side_by_side()
    {
        var comparison = ModelComparison.Of([Shapes, SampleModels.Classifier("perfect", [0, 1, 0, 1, 0, 1])]);

        var markdown = MarkdownReport.Write(ComparisonReport.Of(comparison));

        Assert.Contains("# Comparison of shapes:1 and perfect:1", markdown, StringComparison.Ordinal);
        Assert.Contains("| model | parameters | train accuracy | training objective | test accuracy | test loss |", markdown, StringComparison.Ordinal);
        Assert.Contains("does not compare with the losses on validation and test images", markdown, StringComparison.Ordinal);
        Assert.Contains("| shapes:1 | 1,234 | 0.7500 | 0.5000 | 0.6667 |", markdown, StringComparison.Ordinal);
        Assert.Contains("| square | 1.0000 | 0.3333 | 0.5000 | 1.0000 | 1.0000 | 1.0000 | 3 |", markdown, StringComparison.Ordinal);
        Assert.Contains("| shapes:1, perfect:1 | 4 | 0 | 2 | 0 | 0.5000 |", markdown, StringComparison.Ordinal);
        Assert.Contains("| square | 0.0000 | +0.6667 | +0.5000 |", markdown, StringComparison.Ordinal);
    }

    [Fact]
    public void Compared_denoisers_stand_beside_each_other_by_density()
    {
        var comparison = ModelComparison.Of([SampleModels.Denoiser("old", 20, 15), SampleModels.Denoiser("new", 30, 14)]);

        Assert.Contains("| 50% | 15.00 | 14.00 | 9.00 | 19.00 |", MarkdownReport.Write(ComparisonReport.Of(comparison)), StringComparison.Ordinal);
    }
}
