using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Clearsight.Learning.Kernels;

/// <summary>
/// 2 × 2 maximum pooling, ReLU and dropout in one pass. libtorch takes one for each, with positions of eight bytes
/// between; this one is a fifth of their time (docs/lab-log.md).
/// </summary>
/// <remarks>
/// Layouts: values before and after are channels last, <c>[n, height, width, channels]</c>, in float32
/// (<see cref="float"/>) or bfloat16 (<see cref="ushort"/>); channels are a multiple of 16.
/// </remarks>
internal static unsafe class PoolRelu
{
    private const int VectorLength = 16;

    /// <param name="winners">For each activation the window's position that it came from (0..3), or that none did.</param>
    public static void Forward<T>(ReadOnlySpan<T> signal, PoolGrid grid, Kept kept, Span<T> output, Span<byte> winners)
        where T : unmanaged
    {
        grid.Check(signal.Length, kept.Mask.Length, output.Length, winners.Length);
        var scale = Vector512.Create(kept.Scale);
        fixed (T* inputs = signal, activations = output)
        fixed (byte* winner = winners, mask = kept.Mask)
        {
            for (var image = 0; image < grid.Count; image++)
            {
                var start = (long)image * grid.OutputsPerImage;
                ForwardImage(
                    inputs + ((long)image * grid.InputsPerImage), grid, mask is null ? null : mask + start, scale, activations + start, winner + start);
            }
        }
    }

    /// <param name="gradients">Of the activations.</param>
    /// <param name="winners">As <see cref="Forward"/> left them.</param>
    /// <param name="scale">That of the dropout.</param>
    /// <param name="signalGradients">Of the values before pooling; all are written.</param>
    public static void Backward<T>(ReadOnlySpan<T> gradients, PoolGrid grid, ReadOnlySpan<byte> winners, float scale, Span<T> signalGradients)
        where T : unmanaged
    {
        grid.Check(signalGradients.Length, mask: 0, gradients.Length, winners.Length);
        if (grid.LeavesSome)
        {
            signalGradients.Clear();
        }

        fixed (T* gradient = gradients, inputs = signalGradients)
        fixed (byte* winner = winners)
        {
            for (var image = 0; image < grid.Count; image++)
            {
                var start = (long)image * grid.OutputsPerImage;
                BackwardImage(gradient + start, grid, winner + start, Vector512.Create(scale), inputs + ((long)image * grid.InputsPerImage));
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void ForwardImage<T>(T* inputs, PoolGrid grid, byte* mask, Vector512<float> scale, T* outputs, byte* winners)
        where T : unmanaged
    {
        var (channels, index) = (grid.Channels, 0L);
        for (var y = 0; y < grid.OutputHeight; y++)
        {
            for (var x = 0; x < grid.OutputWidth; x++)
            {
                var window = new Window(grid, y, x);
                for (var channel = 0; channel < channels; channel += VectorLength, index += VectorLength)
                {
                    var first = inputs + window.First + channel;
                    var largest = PoolWindow.Largest(
                        VectorFloats.Load(first), VectorFloats.Load(first + window.Right), VectorFloats.Load(first + window.Below),
                        VectorFloats.Load(first + window.Below + window.Right), out var winner);
                    largest = Kept.Apply(mask is null ? null : mask + index, scale, largest, ref winner);
                    VectorFloats.Store(largest, outputs + index);
                    VectorBytes.StoreBytes(winner, winners + index);
                }
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void BackwardImage<T>(T* gradients, PoolGrid grid, byte* winners, Vector512<float> scale, T* inputs)
        where T : unmanaged
    {
        var (channels, index) = (grid.Channels, 0L);
        for (var y = 0; y < grid.OutputHeight; y++)
        {
            for (var x = 0; x < grid.OutputWidth; x++)
            {
                var window = new Window(grid, y, x);
                for (var channel = 0; channel < channels; channel += VectorLength, index += VectorLength)
                {
                    var first = inputs + window.First + channel;
                    var gradient = VectorFloats.Load(gradients + index) * scale;
                    var winner = VectorBytes.LoadBytes(winners + index);
                    // From last to first: at a border the later positions are the earlier ones again, and never win.
                    VectorFloats.Store(PoolWindow.Where(winner, 3, gradient), first + window.Below + window.Right);
                    VectorFloats.Store(PoolWindow.Where(winner, 2, gradient), first + window.Below);
                    VectorFloats.Store(PoolWindow.Where(winner, 1, gradient), first + window.Right);
                    VectorFloats.Store(PoolWindow.Where(winner, 0, gradient), first);
                }
            }
        }
    }

    /// <summary>Where a window's values lie; past the border of an odd size, its own last row or column stands in.</summary>
    [StructLayout(LayoutKind.Auto)]
    private readonly struct Window(PoolGrid grid, int y, int x)
    {
        public readonly int First = ((2 * y * grid.Width) + (2 * x)) * grid.Channels;
        public readonly int Right = (2 * x) + 1 < grid.Width ? grid.Channels : 0;
        public readonly int Below = (2 * y) + 1 < grid.Height ? grid.Width * grid.Channels : 0;
    }
}
