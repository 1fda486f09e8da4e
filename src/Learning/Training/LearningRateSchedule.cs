using Clearsight.Domain.Recipes;

namespace Clearsight.Learning.Training;

/// <summary>The learning rate of each step, out of a known number of steps.</summary>
internal sealed class LearningRateSchedule(Hyperparameters hyperparameters, long steps)
{
    private const double WarmUp = 0.3;
    private const double StartDivisor = 25;
    private const double EndDivisor = 10_000;

    /// <param name="step">From 0.</param>
    public double At(long step)
    {
        var peak = hyperparameters.LearningRate;
        if (hyperparameters.Schedule == Schedule.Constant)
        {
            return peak;
        }

        var progress = (step + 1.0) / steps;
        return progress < WarmUp
            ? Between(peak / StartDivisor, peak, progress / WarmUp)
            : Between(peak, peak / EndDivisor, (progress - WarmUp) / (1 - WarmUp));
    }

    /// <summary>Half a cosine wave, level at both ends.</summary>
    private static double Between(double from, double to, double share) => from + ((to - from) * (1 - Math.Cos(Math.PI * share)) / 2);
}
