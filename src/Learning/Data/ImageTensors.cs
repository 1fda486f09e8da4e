using Clearsight.Domain.Datasets;
using Clearsight.Learning.Native;
using static TorchSharp.torch;

namespace Clearsight.Learning.Data;

/// <summary>A data set in libtorch's memory: one byte tensor of all pixels, from which mini-batches are picked.</summary>
internal sealed class ImageTensors : IDisposable
{
    private readonly Tensor _pixels;
    private readonly Tensor _labels;

    public ImageTensors(LabelledImages images)
    {
        Height = images.Height;
        Width = images.Width;
        Count = images.Count;
        _pixels = tensor(images.Pixels, [images.Count, images.Height * images.Width], dtype: uint8).DetachFromDisposeScope();
        _labels = tensor(images.Labels.Select(label => (long)label).ToArray()).DetachFromDisposeScope();
    }

    public int Height { get; }
    public int Width { get; }
    public int Count { get; }

    /// <summary>Copies of images as bytes, [n, height × width], free to be changed in place.</summary>
    public Tensor Pixels(Tensor indices) => _pixels.index_select(0, indices);

    /// <summary>Class indices, [n].</summary>
    public Tensor Labels(Tensor indices) => _labels.index_select(0, indices);

    /// <summary>Pixel values 0..1, [n, 1, height, width] in channels-last order.</summary>
    public Tensor Scale(Tensor pixels) =>
        Numbers.With(byte.MaxValue, white => pixels.to_type(float32).div_(white)).view(-1, Height, Width, 1).permute(0, 3, 1, 2);

    public static Tensor Indices(ReadOnlySpan<int> indices)
    {
        var wide = new long[indices.Length];
        for (var index = 0; index < wide.Length; index++)
        {
            wide[index] = indices[index];
        }

        return tensor(wide);
    }

    public void Dispose()
    {
        _pixels.Dispose();
        _labels.Dispose();
    }
}
