using Clearsight.Learning.Checkpoints;

namespace Clearsight.Learning.Export;

/// <summary>What residual networks are made of, and answers averaged with those of the mirror image.</summary>
internal sealed partial class OnnxGraph
{
    /// <summary>A trained parameter, for what is worked out of it before it enters the graph.</summary>
    public NamedTensor Parameter(string parameter) => _weights[parameter];

    /// <summary>A convolution with padding "same", by other values than those of its parameter.</summary>
    /// <param name="weight">The name of a parameter [out, in, side, side], whose shape and name <paramref name="values"/> take.</param>
    /// <param name="bias">The name of a parameter [out].</param>
    public string Convolution(string x, string weight, float[] values, string bias, int stride)
    {
        var shape = _weights[weight].Shape;
        var (side, pad) = (shape[2], shape[2] / 2);
        return Add("Conv", [x, Constant(weight, [.. shape.Select(size => (long)size)], values), Weight(bias)],
            Ints("kernel_shape", side, side), Ints("pads", pad, pad, pad, pad), Ints("strides", stride, stride));
    }

    /// <summary>Halves an even height and width to the means of 2 × 2.</summary>
    public string HalveByAverages(string x) => Add("AveragePool", [x], Ints("kernel_shape", 2, 2), Ints("strides", 2, 2));

    /// <summary>The mean over height and width, [n, c, 1, 1].</summary>
    public string Average(string x) => Add("GlobalAveragePool", [x]);

    /// <summary>The images and after them their mirror images, [2 n, c, h, w].</summary>
    public string WithMirrored(string images)
    {
        // From the last column to before the first one, backwards.
        var mirrored = Add("Slice", [images, Numbers(-1), Numbers(long.MinValue), Numbers(3), Numbers(-1)]);
        return Add("Concat", [images, mirrored], Int("axis", 0));
    }

    /// <summary>The mean of each row of the upper half with its fellow of the lower half: [2 n, columns] to [n, columns].</summary>
    public string MeanOfHalves(string rows, int columns) =>
        Add("ReduceMean", [Add("Reshape", [rows, Numbers(2, -1, columns)]), Numbers(0)], Int("keepdims", 0));
}
