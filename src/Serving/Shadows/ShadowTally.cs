namespace Clearsight.Serving.Shadows;

/// <summary>How a shadow's answers differ from the ones that were given, summed over images; an image counts the same whatever its size.</summary>
/// <param name="SameLabel">Images of which both give the same class the highest probability.</param>
/// <param name="Absolute">The mean absolute difference of an image's probabilities or pixels, 0..1.</param>
/// <param name="Squared">The mean squared difference of an image's pixels.</param>
internal sealed record Differences(int Images, int SameLabel, double Absolute, double Squared)
{
    public static readonly Differences None = new(0, 0, 0, 0);

    public static Differences operator +(Differences one, Differences other) => new(
        one.Images + other.Images, one.SameLabel + other.SameLabel, one.Absolute + other.Absolute, one.Squared + other.Squared);
}

/// <summary>What came of the requests of one <see cref="ShadowRun"/>. In memory: a host that starts again counts anew.</summary>
internal sealed class ShadowTally
{
    private readonly Lock _lock = new();
    private readonly LatencyWindow _selected = new();
    private readonly LatencyWindow _shadow = new();
    private Differences _differences = Differences.None;
    private long _seen;
    private long _shadowed;
    private long _dropped;
    private long _errors;
    private string? _lastError;

    public void See() => Interlocked.Increment(ref _seen);

    public void Drop() => Interlocked.Increment(ref _dropped);

    /// <returns>How often it failed until now.</returns>
    public long Fail(string why)
    {
        lock (_lock)
        {
            _lastError = why;
            return ++_errors;
        }
    }

    /// <param name="selected">How long an image took in the selected version.</param>
    /// <param name="shadow">The same image in the shadow.</param>
    public void Add(Differences differences, TimeSpan selected, TimeSpan shadow)
    {
        lock (_lock)
        {
            _shadowed++;
            _differences += differences;
            _selected.Add(selected);
            _shadow.Add(shadow);
        }
    }

    public ShadowFigures Figures()
    {
        lock (_lock)
        {
            return new ShadowFigures(
                Interlocked.Read(ref _seen), _shadowed, Interlocked.Read(ref _dropped), _errors, _lastError, _differences, _selected.Quantiles(), _shadow.Quantiles());
        }
    }
}

/// <param name="Seen">Requests that the selected version answered.</param>
/// <param name="Shadowed">Those that the shadow answered, too.</param>
/// <param name="Dropped">Those that it was to answer, had the machine not been busy.</param>
/// <param name="Errors">Those that it failed at.</param>
internal sealed record ShadowFigures(
    long Seen, long Shadowed, long Dropped, long Errors, string? LastError, Differences Differences, LatencyQuantiles? Selected, LatencyQuantiles? Shadow);
