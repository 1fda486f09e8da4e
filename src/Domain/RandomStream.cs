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
    // Fields, not an array: drawing is in the innermost loops of noise and dropout.
    private ulong _first;
    private ulong _second;
    private ulong _third;
    private ulong _fourth;

    public RandomStream(ulong seed, string purpose)
    {
        // The digest spreads neighbouring seeds over the whole state space and can never be all zero in practice.
        var digest = SHA256.HashData(Encoding.UTF8.GetBytes($"{seed}/{purpose}"));
        _first = BinaryPrimitives.ReadUInt64LittleEndian(digest);
        _second = BinaryPrimitives.ReadUInt64LittleEndian(digest.AsSpan(8));
        _third = BinaryPrimitives.ReadUInt64LittleEndian(digest.AsSpan(16));
        _fourth = BinaryPrimitives.ReadUInt64LittleEndian(digest.AsSpan(24));
    }

    /// <param name="state">Four numbers that <see cref="State"/> returned.</param>
    /// <exception cref="ArgumentException">There are not four, or all are zero: from there the generator would never leave zero.</exception>
    public RandomStream(IReadOnlyList<ulong> state)
    {
        if (state.Count != 4 || state.All(word => word == 0))
        {
            throw new ArgumentException("A generator's state is four numbers that are not all zero.", nameof(state));
        }

        (_first, _second, _third, _fourth) = (state[0], state[1], state[2], state[3]);
    }

    public IReadOnlyList<ulong> State => [_first, _second, _third, _fourth];

    public ulong Next()
    {
        var drawn = 0UL;
        Fill(new Span<ulong>(ref drawn));
        return drawn;
    }

    /// <summary>What as many calls of <see cref="Next"/> would return.</summary>
    public void Fill(Span<ulong> numbers)
    {
        // Locals stay in registers over the loop.
        var (first, second, third, fourth) = (_first, _second, _third, _fourth);
        foreach (ref var number in numbers)
        {
            number = ulong.RotateLeft(second * 5, 7) * 9;
            var shifted = second << 17;
            third ^= first;
            fourth ^= second;
            second ^= third;
            first ^= fourth;
            third ^= shifted;
            fourth = ulong.RotateLeft(fourth, 45);
        }

        (_first, _second, _third, _fourth) = (first, second, third, fourth);
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
