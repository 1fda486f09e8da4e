using Clearsight.Domain.Recipes;
using Clearsight.Learning.Training;

namespace Clearsight.Learning.Tests.Training;

public sealed class LearningRateScheduleTests
{
    [Fact]
    public void A_constant_rate_stays()
    {
        var schedule = new LearningRateSchedule(new Hyperparameters { LearningRate = 0.003 }, steps: 100);
        Assert.All(Enumerable.Range(0, 100), step => Assert.Equal(0.003, schedule.At(step)));
    }

    [Fact]
    public void One_cycle_rises_for_three_tenths_of_the_steps_and_falls_to_almost_nothing()
    {
        var schedule = new LearningRateSchedule(new Hyperparameters { LearningRate = 0.01, Schedule = Schedule.OneCycle }, steps: 1_000);
        var rates = Enumerable.Range(0, 1_000).Select(step => schedule.At(step)).ToArray();

        Assert.Equal(0.01 / 25, rates[0], 1e-6);
        Assert.Equal(0.01, rates.Max(), 1e-9);
        Assert.Equal(299, Array.IndexOf(rates, rates.Max()));
        Assert.Equal(rates[..300].Order(), rates[..300]);
        Assert.Equal(rates[299..].OrderDescending(), rates[299..]);
        Assert.Equal(0.01 / 10_000, rates[^1], 1e-12);
    }
}
