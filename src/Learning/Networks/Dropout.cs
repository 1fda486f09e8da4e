using Clearsight.Domain;
using static TorchSharp.torch;

namespace Clearsight.Learning.Networks;

/// <summary>
/// Inverted dropout (Srivastava et al., 2014) that draws from a generator of its own. libtorch's global generator
/// would make a training depend on whatever else draws in the process.
/// </summary>
internal sealed class Dropout : IDisposable
{
    private readonly double _rate;
    private readonly Generator? _generator;

    private Dropout(double rate, Generator? generator)
    {
        _rate = rate;
        _generator = generator;
    }

    /// <summary>Lets everything through: what evaluation uses.</summary>
    public static Dropout None { get; } = new(0, null);

    /// <summary>The dropout of one step of a training: the same step always drops the same.</summary>
    public static Dropout ForStep(double rate, ulong seed, long step) =>
        rate == 0 ? None : new Dropout(rate, new Generator(new RandomStream(seed, $"dropout/{step}").Next()));

    public Tensor Apply(Tensor activations)
    {
        if (_generator is null)
        {
            return activations;
        }

        var mask = empty_like(activations).bernoulli_(1 - _rate, _generator).div_(1 - _rate);
        return activations.mul(mask);
    }

    public void Dispose() => _generator?.Dispose();
}
