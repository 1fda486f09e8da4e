using Clearsight.Domain.Metrics;

namespace Clearsight.Domain.Tests.Metrics;

public sealed class TemperatureTests
{
    /// <summary>
    /// Logits (2, 0) say e²/(1 + e²) = 0.88, but only three of four are right: the best temperature T has
    /// σ(2/T) = 3/4, so 2/T = ln 3.
    /// </summary>
    [Fact]
    public void It_makes_confidence_what_accuracy_is()
    {
        float[] logits = [2, 0, 2, 0, 2, 0, 2, 0];

        Assert.Equal(2 / Math.Log(3), Temperature.Fit(logits, [0, 0, 0, 1]), 6);
    }

    [Fact]
    public void Logits_that_are_divided_already_need_no_further_dividing()
    {
        var divided = (float)Math.Log(3);

        Assert.Equal(1, Temperature.Fit([divided, 0, divided, 0, divided, 0, divided, 0], [0, 0, 0, 1]), 6);
    }

    [Fact]
    public void A_classifier_without_a_mistake_gets_the_lowest_temperature_and_one_without_a_hit_the_highest()
    {
        Assert.Equal(Temperature.Minimum, Temperature.Fit([2, 0, 0, 3], [0, 1]), 6);
        Assert.Equal(Temperature.Maximum, Temperature.Fit([2, 0, 0, 3], [1, 0]), 6);
    }

    [Fact]
    public void Nothing_to_fit_on_leaves_probabilities_as_they_are() => Assert.Equal(1, Temperature.Fit([], []));
}
