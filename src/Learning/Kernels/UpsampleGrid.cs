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

    /// <exception cref="ArgumentException">A buffer is of another size, or the kernel does not cover this shape.</exception>
    public void Check(int input, int weights, int targets, int inputGradients, int weightGradients)
    {
        if (Width % 14 != 0 || Channels % 64 != 0 || input < Count * InputsPerImage || inputGradients < Count * InputsPerImage
            || weights != 9 * Channels || weightGradients != 9 * Channels || targets < Count * OutputsPerImage)
        {
            throw new ArgumentException($"The buffers do not fit {this}.");
        }
    }
}
