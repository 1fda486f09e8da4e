using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace Clearsight.Domain;

/// <summary>
/// A seeded random generator whose whole state is four numbers, so that a checkpoint can hold it: xoshiro256**
/// (Blackman and Vigna, "Scrambled linear pseudorandom number generators", 2021). Each purpose takes a stream of its
/// own from the one seed: what one part draws never shifts what another sees.
/// </summary>
public sealed class RandomStream
{
    private readonly ulong[] _state;

    public RandomStream(ulong seed, string purpose)
    {
        // The digest spreads neighbouring seeds over the whole state space and can never be all zero in practice.
        var digest = SHA256.HashData(Encoding.UTF8.GetBytes($"{seed}/{purpose}"));
        _state = [.. Enumerable.Range(0, 4).Select(word => BinaryPrimitives.ReadUInt64LittleEndian(digest.AsSpan(word * 8)))];
    }

    /// <param name="state">Four numbers that <see cref="State"/> returned.</param>
    /// <exception cref="ArgumentException">There are not four, or all are zero: from there the generator would never leave zero.</exception>
    public RandomStream(IReadOnlyList<ulong> state)
    {
        if (state.Count != 4 || state.All(word => word == 0))
        {
            throw new ArgumentException("A generator's state is four numbers that are not all zero.", nameof(state));
        }

        _state = [.. state];
    }

    public IReadOnlyList<ulong> State => [.. _state];

    public ulong Next()
    {
        var result = ulong.RotateLeft(_state[1] * 5, 7) * 9;
        var shifted = _state[1] << 17;
        _state[2] ^= _state[0];
        _state[3] ^= _state[1];
        _state[1] ^= _state[2];
        _state[0] ^= _state[3];
        _state[2] ^= shifted;
        _state[3] = ulong.RotateLeft(_state[3], 45);
        return result;
    }

    /// <summary>0 ≤ x &lt; 1, with 53 random bits.</summary>
    public double NextDouble() => (Next() >> 11) * (1.0 / (1UL << 53));

    /// <summary>0 ≤ n &lt; <paramref name="limit"/>, without bias (Lemire, "Fast random integer generation in an interval", 2019).</summary>
    public int Below(int limit)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(limit);
        var product = (UInt128)Next() * (ulong)limit;
        if ((ulong)product < (ulong)limit)
        {
            var threshold = (0UL - (ulong)limit) % (ulong)limit;
            while ((ulong)product < threshold)
            {
                product = (UInt128)Next() * (ulong)limit;
            }
        }

        return (int)(product >> 64);
    }

    public void Shuffle<T>(Span<T> items)
    {
        for (var last = items.Length - 1; last > 0; last--)
        {
            var other = Below(last + 1);
            (items[last], items[other]) = (items[other], items[last]);
        }
    }
}
