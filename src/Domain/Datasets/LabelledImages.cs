namespace Clearsight.Domain.Datasets;

/// <summary>Grey images of one size with their class labels, held as one block.</summary>
/// <param name="Pixels">Count × height × width bytes, row by row, 0 (black) to 255.</param>
/// <param name="Labels">A class index for each image.</param>
public sealed record LabelledImages(int Height, int Width, byte[] Pixels, byte[] Labels)
{
    public int Count => Labels.Length;

    public ReadOnlySpan<byte> Image(int index) => Pixels.AsSpan(index * Height * Width, Height * Width);

    /// <summary>A copy of some of the images, in the order given.</summary>
    public LabelledImages Take(ReadOnlySpan<int> indices)
    {
        var pixels = new byte[indices.Length * Height * Width];
        var labels = new byte[indices.Length];
        for (var target = 0; target < indices.Length; target++)
        {
            Image(indices[target]).CopyTo(pixels.AsSpan(target * Height * Width));
            labels[target] = Labels[indices[target]];
        }

        return new LabelledImages(Height, Width, pixels, labels);
    }
}
