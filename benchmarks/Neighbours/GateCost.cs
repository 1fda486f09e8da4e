using Clearsight.Domain;

namespace Clearsight.Benchmarks.Neighbours;

/// <summary>
/// What a training pays for letting requests go first while there are none: the time of passing an open gate, on as many
/// threads at once as a training has, since they read the same memory.
/// </summary>
internal static class GateCost
{
    private const int Passes = 20_000_000;

    /// <returns>Seconds a pass, the mean over all threads.</returns>
    public static double Measure(TimeProvider time)
    {
        using var gate = new RightOfWay();
        Pass(gate, Passes / 10);
        var seconds = new double[Environment.ProcessorCount];
        var threads = Enumerable.Range(0, seconds.Length).Select(index => new Thread(() =>
        {
            var started = time.GetTimestamp();
            Pass(gate, Passes);
            seconds[index] = time.GetElapsedTime(started).TotalSeconds;
        })).ToList();
        threads.ForEach(thread => thread.Start());
        threads.ForEach(thread => thread.Join());
        return seconds.Average() / Passes;
    }

    private static void Pass(RightOfWay gate, int passes)
    {
        for (var pass = 0; pass < passes; pass++)
        {
            gate.Yield();
        }
    }
}
