using Clearsight.Domain.Metrics;

namespace Clearsight.Domain.Tests.Metrics;

public sealed class LearningCurveRulesTests
{
    private static readonly LearningCurve Loss = new(MetricKeys.TrainLoss, [1, 2], [0.5, 0.25]);

    [Fact]
    public void Curves_of_a_training_keep_to_all_rules() => Assert.Empty(LearningCurveRules.Violations(new LearningCurves(
        [Loss, new LearningCurve(MetricKeys.ValidationPsnr, [1], [double.PositiveInfinity]), new LearningCurve(MetricKeys.ImagesPerSecond, [3, 3], [1, 2])])));

    [Fact]
    public void Whatever_curves_say_wrongly_is_told_with_its_place()
    {
        (string Pointer, LearningCurve[] Curves)[] wrong =
        [
            ("", [.. Enumerable.Range(0, 65).Select(place => Loss with { Key = $"key{place}" })]),
            ("", [Loss, Loss]),
            ("/0/epochs", [Loss with { Epochs = [], Values = [] }]),
            ("/0/epochs", [Loss with { Epochs = [2, 1] }]),
            ("/0/epochs", [Loss with { Epochs = [0, 1] }]),
            ("/0/values", [Loss with { Values = [1] }]),
            ("/0/values", [Loss with { Values = [1, double.NaN] }]),
            ("/0/values", [Loss with { Values = [1, double.PositiveInfinity] }]),
            ("/1/values", [Loss, Loss with { Key = "<b>" }]),
        ];

        foreach (var (pointer, curves) in wrong)
        {
            Assert.Contains(pointer, LearningCurveRules.Violations(new LearningCurves(curves)).Select(violation => violation.Pointer));
        }
    }
}
