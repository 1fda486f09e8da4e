namespace Clearsight.Learning.Kernels;

/// <summary>How many images, how large, and into how many channels a first block turns them.</summary>
internal sealed record ImageGrid(int Count, int Height, int Width, int Channels)
{
    public int PaddedWidth => Width + 2;

    public int PaddedLength => (Height + 2) * PaddedWidth;

    public int OutputsPerImage => Height / 2 * (Width / 2) * Channels;

    /// <exception cref="ArgumentException">A buffer is of another size, or the kernel does not cover this shape.</exception>
    public void Check(int images, int weights, int bias, int outputs, int winners)
    {
        if (Height % 2 != 0 || Width % 2 != 0 || Channels % 16 != 0 || images < Count * Height * Width || weights != 9 * Channels
            || bias != Channels || outputs < Count * OutputsPerImage || winners < Count * OutputsPerImage)
        {
            throw new ArgumentException($"The buffers do not fit {this}.");
        }
    }

    /// <summary>Copies an image into the middle of <paramref name="padded"/>, whose border is zero and stays so.</summary>
    public unsafe void Pad(ReadOnlySpan<float> images, int image, float* padded)
    {
        for (var row = 0; row < Height; row++)
        {
            images.Slice(((image * Height) + row) * Width, Width).CopyTo(new Span<float>(padded + ((row + 1) * PaddedWidth) + 1, Width));
        }
    }
}
