namespace Clearsight.Serving.Shadows;

/// <summary>The newest latencies; so many that a hundredth of them still is some.</summary>
internal sealed class LatencyWindow
{
    private const int Size = 1_000;
    private readonly double[] _milliseconds = new double[Size];
    private long _added;

    public void Add(TimeSpan latency) => _milliseconds[_added++ % Size] = latency.TotalMilliseconds;

    /// <returns>Null where there is none yet.</returns>
    public LatencyQuantiles? Quantiles()
    {
        if (_added == 0)
        {
            return null;
        }

        var ordered = _milliseconds.AsSpan(0, (int)Math.Min(_added, Size)).ToArray();
        Array.Sort(ordered);
        return new LatencyQuantiles(At(ordered, 0.5), At(ordered, 0.9), At(ordered, 0.99));
    }

    /// <summary>The least value that so many do not exceed.</summary>
    private static double At(double[] ordered, double share) => ordered[(int)Math.Ceiling(share * ordered.Length) - 1];
}

/// <summary>Milliseconds that half, nine tenths and 99 of 100 do not exceed, of the newest thousand at most.</summary>
public sealed record LatencyQuantiles(double P50, double P90, double P99);
