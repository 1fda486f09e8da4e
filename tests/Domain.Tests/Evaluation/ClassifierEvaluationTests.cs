using Clearsight.Domain.Evaluation;

namespace Clearsight.Domain.Tests.Evaluation;

public sealed class ClassifierEvaluationTests
{
    /// <summary>Circles and squares by turns; the fourth and the last are wrong.</summary>
    private static readonly ClassifierEvaluation Evaluation = SampleModels.Classifier("shapes", [0, 1, 0, 0, 0, 0]).Evaluation.Classifier!;

    [Fact]
    public void It_counts_what_is_predicted()
    {
        int[][] expected = [[3, 0], [2, 1]];

        Assert.Equal(expected, Evaluation.Matrix.Counts);
        Assert.Equal(4 / 6.0, Evaluation.Report.Accuracy, 12);
        Assert.Equal([0, 1, 0, 0, 0, 0], Evaluation.Predicted);
    }

    [Fact]
    public void It_knows_of_every_image_whether_it_was_right()
    {
        Assert.Equal([true, true, true, false, true, false], Enumerable.Range(0, 6).Select(Evaluation.IsCorrect));
        Assert.Equal([0b010111], Evaluation.Correct);
    }

    /// <summary>Four right images cost ln(1 + e⁻²) each, two wrong ones ln(1 + e²).</summary>
    [Fact]
    public void Its_loss_is_the_cross_entropy()
    {
        var expected = ((4 * Math.Log(1 + Math.Exp(-2))) + (2 * Math.Log(1 + Math.Exp(2)))) / 6;

        Assert.Equal(expected, Evaluation.Loss, 6);
    }

    /// <summary>Two of three right asks for odds of 2 : 1, so for a temperature of 2 / ln 2.</summary>
    [Fact]
    public void The_fitted_temperature_makes_its_probabilities_honest()
    {
        Assert.Equal(2 / Math.Log(2), Evaluation.Temperature, 5);
        Assert.Equal(0, Evaluation.CalibratedByTemperature.Error, 5);
        Assert.Equal((1 / (1 + Math.Exp(-2))) - (4 / 6.0), Evaluation.Calibration.Error, 6);
        Assert.True(Evaluation.CalibratedByTemperature.Loss < Evaluation.Calibration.Loss);
    }

    /// <summary>Square scores of the three squares are low, high, low, of the circles all low: equal scores count half.</summary>
    [Fact]
    public void Each_class_has_its_curve() =>
        Assert.Equal((1 + 0.5 + 0.5) / 3, Evaluation.Curves[1].RocArea!.Value, 6);
}
