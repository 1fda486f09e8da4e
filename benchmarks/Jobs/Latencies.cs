using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;

namespace Clearsight.Benchmarks.Jobs;

/// <summary>How long each of many calls took.</summary>
internal sealed class Latencies
{
    private readonly ConcurrentBag<double> _milliseconds = [];

    public async Task<T> MeasureAsync<T>(Func<Task<T>> call)
    {
        var start = Stopwatch.GetTimestamp();
        var answer = await call();
        _milliseconds.Add(Stopwatch.GetElapsedTime(start).TotalMilliseconds);
        return answer;
    }

    public override string ToString()
    {
        var sorted = _milliseconds.Order().ToList();
        double At(double share) => sorted[(int)Math.Ceiling(share * sorted.Count) - 1];
        return string.Create(CultureInfo.InvariantCulture, $"p50 {At(0.5):0.0} ms, p99 {At(0.99):0.0} ms, longest {sorted[^1]:0.0} ms");
    }
}
