namespace Clearsight.Learning.Kernels;

/// <summary>How many images, how large, of how many channels a pooling halves.</summary>
/// <param name="Height">Before pooling.</param>
/// <param name="Width">Before pooling.</param>
/// <param name="RoundUp">7 becomes 4 instead of 3.</param>
internal sealed record PoolGrid(int Count, int Height, int Width, int Channels, bool RoundUp)
{
    public int OutputHeight => (Height + (RoundUp ? 1 : 0)) / 2;

    public int OutputWidth => (Width + (RoundUp ? 1 : 0)) / 2;

    public int InputsPerImage => Height * Width * Channels;

    public int OutputsPerImage => OutputHeight * OutputWidth * Channels;

    /// <summary>Some values are in no window: the last row or column of an odd size, rounded down.</summary>
    public bool LeavesSome => !RoundUp && (Height % 2 != 0 || Width % 2 != 0);

    /// <exception cref="ArgumentException">A buffer is of another size, or the kernel does not cover this shape.</exception>
    public void Check(int inputs, int mask, int outputs, int winners)
    {
        if (Channels % 16 != 0 || inputs != Count * InputsPerImage || outputs != Count * OutputsPerImage || winners != outputs
            || (mask != 0 && mask != outputs))
        {
            throw new ArgumentException($"The buffers do not fit {this}.");
        }
    }
}
