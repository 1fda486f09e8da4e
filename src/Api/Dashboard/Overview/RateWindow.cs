namespace Clearsight.Api.Dashboard.Overview;

/// <summary>Durations of the last so many seconds, counted in a histogram a second.</summary>
internal sealed class RateWindow(int seconds)
{
    /// <summary>From 10 µs in steps of a tenth to over a minute: a percentile is right within a twentieth.</summary>
    private const int Buckets = 168;
    private const double Smallest = 1e-5;
    private static readonly double Step = Math.Log(1.1);

    private readonly Lock _lock = new();
    private readonly int[][] _counts = [.. Enumerable.Range(0, seconds).Select(_ => new int[Buckets])];
    private readonly long[] _second = new long[seconds];

    /// <param name="now">Whole seconds of a clock that only goes forward.</param>
    /// <param name="duration">Seconds.</param>
    public void Add(long now, double duration)
    {
        var bucket = Math.Clamp((int)(Math.Log(duration / Smallest) / Step), 0, Buckets - 1);
        lock (_lock)
        {
            var place = (int)(now % seconds);
            if (_second[place] != now)
            {
                Array.Clear(_counts[place]);
                _second[place] = now;
            }

            _counts[place][bucket]++;
        }
    }

    /// <param name="recent">Seconds that the rate is taken over.</param>
    public RequestRate Read(string name, long now, int recent)
    {
        var total = new int[Buckets];
        var lately = 0;
        lock (_lock)
        {
            for (var place = 0; place < seconds; place++)
            {
                // The present second is not over, and would make the rate too low.
                var age = now - _second[place];
                if (age >= 1 && age < seconds && _second[place] > 0)
                {
                    var counts = _counts[place];
                    lately += age <= recent ? counts.Sum() : 0;
                    for (var bucket = 0; bucket < Buckets; bucket++)
                    {
                        total[bucket] += counts[bucket];
                    }
                }
            }
        }

        return new RequestRate(name, (double)lately / recent, Percentile(total, 0.5), Percentile(total, 0.99));
    }

    private static TimeSpan? Percentile(int[] counts, double share)
    {
        var (all, seen) = (counts.Sum(), 0);
        if (all == 0)
        {
            return null;
        }

        var bucket = Array.FindIndex(counts, count => (seen += count) >= share * all);
        return TimeSpan.FromSeconds(Smallest * Math.Exp((bucket + 0.5) * Step));
    }
}
