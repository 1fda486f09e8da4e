using Clearsight.Domain.Metrics;

namespace Clearsight.Domain.Tests.Metrics;

public sealed class ProbabilitiesTests
{
    [Fact]
    public void The_softmax_of_logarithms_is_their_share()
    {
        var probabilities = new double[3];

        Probabilities.Softmax([0, (float)Math.Log(2), (float)Math.Log(5)], temperature: 1, probabilities);

        Assert.Equal([0.125, 0.25, 0.625], probabilities.Select(value => Math.Round(value, 6)));
    }

    [Fact]
    public void A_temperature_of_two_takes_the_root_of_the_odds()
    {
        var probabilities = new double[2];

        Probabilities.Softmax([(float)Math.Log(9), 0], temperature: 2, probabilities);

        Assert.Equal(0.75, probabilities[0], 6);
    }

    [Fact]
    public void Large_logits_do_not_overflow()
    {
        var probabilities = new double[2];

        Probabilities.Softmax([2_000, 1_000], temperature: 1, probabilities);

        Assert.Equal([1, 0], probabilities);
        Assert.Equal(1_000, Probabilities.Loss([2_000, 1_000], actual: 1, temperature: 1), 9);
    }

    [Fact]
    public void The_loss_is_minus_the_logarithm_of_the_actual_class()
    {
        float[] logits = [0, (float)Math.Log(2), (float)Math.Log(5)];

        Assert.Equal(-Math.Log(0.25), Probabilities.Loss(logits, actual: 1, temperature: 1), 6);
        Assert.Equal(2, Probabilities.Prediction(logits));
        Assert.Equal(0, Probabilities.Prediction([1, 1]));
    }
}
