using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using Clearsight.Domain;

namespace Clearsight.Learning.Data;

/// <summary>
/// Eight generators side by side in the lanes of vectors, each a xoshiro256** (Blackman and Vigna, 2021) started from
/// numbers of one <see cref="RandomStream"/>: for masks, which need thousands of numbers an image. One generator alone
/// waits for its own last number at every draw.
/// </summary>
internal static class WideStream
{
    private const int Lanes = 8;

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Fill(RandomStream seeds, Span<ulong> numbers)
    {
        Span<ulong> states = stackalloc ulong[4 * Lanes];
        seeds.Fill(states);
        // Locals, not fields: they stay in registers over the loop.
        Vector512<ulong> first = Vector512.Create<ulong>(states), second = Vector512.Create<ulong>(states[Lanes..]);
        Vector512<ulong> third = Vector512.Create<ulong>(states[(2 * Lanes)..]), fourth = Vector512.Create<ulong>(states[(3 * Lanes)..]);
        var whole = MemoryMarshal.Cast<ulong, Vector512<ulong>>(numbers);
        for (var index = 0; index <= whole.Length; index++)
        {
            var scrambled = second + (second << 2);
            scrambled = (scrambled << 7) | (scrambled >>> 57);
            scrambled += scrambled << 3;
            if (index < whole.Length)
            {
                whole[index] = scrambled;
            }
            else
            {
                scrambled.CopyTo(states);
            }

            var shifted = second << 17;
            third ^= first;
            fourth ^= second;
            second ^= third;
            first ^= fourth;
            third ^= shifted;
            fourth = (fourth << 45) | (fourth >>> 19);
        }

        var rest = numbers[(whole.Length * Lanes)..];
        states[..rest.Length].CopyTo(rest);
    }
}
