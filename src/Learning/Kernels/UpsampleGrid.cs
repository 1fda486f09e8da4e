namespace Clearsight.Learning.Kernels;

/// <summary>The input of a last block: images, their size before upsampling by two, and channels.</summary>
internal sealed record UpsampleGrid(int Count, int Height, int Width, int Channels)
{
    public int OutputWidth => 2 * Width;

    public int OutputHeight => 2 * Height;

    public int PaddedWidth => OutputWidth + 2;

    public int PaddedLength => (OutputHeight + 2) * PaddedWidth;

    public int InputsPerImage => Height * Width * Channels;

    public int OutputsPerImage => OutputHeight * OutputWidth;

    /// <summary>Copies an image without the border around it.</summary>
    public unsafe void TakeInside(float* padded, Span<float> image)
    {
        for (var row = 0; row < OutputHeight; row++)
        {
            new ReadOnlySpan<float>(padded + ((row + 1) * PaddedWidth) + 1, OutputWidth).CopyTo(image[(row * OutputWidth)..]);
        }
    }

    /// <summary>Copies an image into the border around it, which is left as it is.</summary>
    public unsafe void PutInside(ReadOnlySpan<float> image, float* padded)
    {
        for (var row = 0; row < OutputHeight; row++)
        {
            image.Slice(row * OutputWidth, OutputWidth).CopyTo(new Span<float>(padded + ((row + 1) * PaddedWidth) + 1, OutputWidth));
        }
    }

    /// <exception cref="ArgumentException">A buffer is of another size, or the kernel does not cover this shape.</exception>
    public void Check(int inputs, int weights, int outputs)
    {
        if (Width % 14 != 0 || Channels % 64 != 0 || inputs < Count * InputsPerImage || weights != 9 * Channels || outputs < Count * OutputsPerImage)
        {
            throw new ArgumentException($"The buffers do not fit {this}.");
        }
    }
}
