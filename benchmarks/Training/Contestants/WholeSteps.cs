namespace Clearsight.Benchmarks.Training.Contestants;

internal static class WholeSteps
{
    /// <returns>How often a second the step was done, over at least one and at least <paramref name="seconds"/>.</returns>
    public static double PerSecond(TimeProvider time, double seconds, Action step)
    {
        var (started, steps) = (time.GetTimestamp(), 0);
        do
        {
            step();
            steps++;
        }
        while (time.GetElapsedTime(started).TotalSeconds < seconds);

        return steps / time.GetElapsedTime(started).TotalSeconds;
    }
}
