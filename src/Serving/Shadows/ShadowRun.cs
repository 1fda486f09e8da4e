using Clearsight.Domain;
using Clearsight.Domain.Models;
using Clearsight.Serving.Models;

namespace Clearsight.Serving.Shadows;

/// <summary>One shadow beside one selected version. Another of either starts another run, which counts from zero.</summary>
internal sealed class ShadowRun : IDisposable
{
    /// <summary>The same for every run: equal requests in equal order are chosen equally, also on another host.</summary>
    private const ulong Seed = 20_261_125;

    private readonly Lock _lock = new();
    private readonly RandomStream _sampler;
    private readonly ModelUse _shadow;
    private double _share;

    /// <param name="shadow">Is taken over.</param>
    public ShadowRun(ModelReference selected, ModelUse shadow, double share, DateTimeOffset since)
    {
        (Selected, _shadow, _share, Since) = (selected, shadow, share, since);
        _sampler = new RandomStream(Seed, $"shadow/{selected}/{Shadow}");
    }

    public ModelReference Selected { get; }

    public ModelReference Shadow => _shadow.Model.Reference;

    public DateTimeOffset Since { get; }

    public ShadowTally Tally { get; } = new();

    public double Share
    {
        get => Volatile.Read(ref _share);
        set => Volatile.Write(ref _share, value);
    }

    /// <summary>Counts a request that the selected version answered.</summary>
    /// <returns>Whether the shadow is to be shown it.</returns>
    public bool Takes()
    {
        lock (_lock)
        {
            Tally.See();
            return _sampler.NextDouble() < Share;
        }
    }

    /// <summary>Null once the run is over.</summary>
    public ModelUse? TryEnter() => _shadow.Model.TryEnter();

    public void Dispose() => _shadow.Dispose();
}
