using System.Buffers.Binary;
using System.Globalization;
using Clearsight.Learning.Export.Format;
using Google.Protobuf;

namespace Clearsight.Learning.Export;

/// <summary>What is computed pixel by pixel, and from a pixel's neighbours without weights.</summary>
internal sealed partial class OnnxGraph
{
    /// <summary>"To the end" of a dimension, for Slice.</summary>
    private const long End = long.MaxValue;

    /// <summary>Pixels of a row beyond which running sums are faster than to add up every window.</summary>
    private const int LongestPooled = 7;

    public string Add(string left, string right) => Add("Add", [left, right]);

    public string Subtract(string left, string right) => Add("Sub", [left, right]);

    public string Multiply(string left, string right) => Add("Mul", [left, right]);

    public string Divide(string left, string right) => Add("Div", [left, right]);

    public string Abs(string x) => Add("Abs", [x]);

    public string Sqrt(string x) => Add("Sqrt", [x]);

    public string Greater(string left, string right) => Add("Greater", [left, right]);

    public string Not(string x) => Add("Not", [x]);

    /// <summary>1 for true and 0 for false.</summary>
    public string ToFloat(string x) => Add("Cast", [x], Int("to", (long)Tensor.Types.DataType.Float));

    public string Clip(string x, float least, float most) => Add("Clip", [x, Number(least), Number(most)]);

    /// <summary>Where the condition holds the one, elsewhere the other.</summary>
    public string Where(string condition, string then, string otherwise) => Add("Where", [condition, then, otherwise]);

    /// <summary>A scalar.</summary>
    public string Number(float value) =>
        Shared($"number-{value.ToString(CultureInfo.InvariantCulture)}", name => Constant(name, [], [value]));

    /// <summary>Along the channels.</summary>
    public string Concatenate(params ReadOnlySpan<string> maps) => Add("Concat", maps, Int("axis", 1));

    /// <summary>[n, 1, h, w] of [n, c, h, w].</summary>
    public string Channel(string maps, int channel) =>
        Add("Slice", [maps, Numbers(channel), Numbers(channel + 1), Numbers(1)]);

    /// <summary>The mean over a square around each pixel, with zero beyond the border: first along rows, then along columns.</summary>
    /// <param name="side">Odd.</param>
    public string MeanAround(string x, int side)
    {
        if (side > LongestPooled)
        {
            return Multiply(SumsAlong(2, SumsAlong(3, x, side), side), Number(1f / (side * side)));
        }

        var rows = Add("AveragePool", [x], Ints("kernel_shape", 1, side), Ints("pads", 0, side / 2, 0, side / 2), Int("count_include_pad", 1));
        return Add("AveragePool", [rows], Ints("kernel_shape", side, 1), Ints("pads", side / 2, 0, side / 2, 0), Int("count_include_pad", 1));
    }

    /// <summary>
    /// Sums over <paramref name="side"/> pixels along an axis, as the difference of two running sums: as much work for long
    /// windows as for short ones. What adds up to zero does so exactly, as a running sum stays what it is.
    /// </summary>
    private string SumsAlong(int axis, string x, int side)
    {
        var padded = Add("Pad", [x, Numbers((side / 2) + 1, side / 2), "", Numbers(axis)]);
        var running = Add("CumSum", [padded, Scalar(axis)]);
        return Subtract(
            Add("Slice", [running, Numbers(side), Numbers(End), Numbers(axis)]),
            Add("Slice", [running, Numbers(0), Numbers(-side), Numbers(axis)]));
    }

    /// <summary>Squares of 2 × 2 pixels as the channels of one, with zero beyond an odd border: [n, 4 c, ⌈h / 2⌉, ⌈w / 2⌉].</summary>
    public string GatherSquares(string maps)
    {
        // SpaceToDepth takes even sizes only. With one row and column more, of which the even phases leave out the last,
        // every phase has the size that is rounded up.
        var padded = Add("Pad", [maps, Numbers(0, 0, 0, 0, 0, 0, 1, 1)]);
        var phases = new string[4];
        for (var phase = 0; phase < phases.Length; phase++)
        {
            var (row, column) = (phase / 2, phase % 2);
            phases[phase] = Add("Slice",
                [padded, Numbers(row, column), Numbers(row == 0 ? -1 : End, column == 0 ? -1 : End), Numbers(2, 3), Numbers(2, 2)]);
        }

        return Concatenate(phases);
    }

    /// <summary>The inverse of <see cref="GatherSquares"/>, cut to <paramref name="size"/>.</summary>
    public string SpreadSquares(string squares, string size) =>
        Add("Slice", [Add("DepthToSpace", [squares], Int("blocksize", 2), Text("mode", "DCR")), Numbers(0, 0), size, Numbers(2, 3)]);

    private string Numbers(params ReadOnlySpan<long> values) =>
        Whole($"numbers-{string.Join('-', values.ToArray())}", [values.Length], values);

    private string Scalar(long value) => Whole($"scalar-{value.ToString(CultureInfo.InvariantCulture)}", [], [value]);

    private string Whole(string key, long[] shape, ReadOnlySpan<long> values)
    {
        var bytes = new byte[values.Length * sizeof(long)];
        for (var index = 0; index < values.Length; index++)
        {
            BinaryPrimitives.WriteInt64LittleEndian(bytes.AsSpan(index * sizeof(long)), values[index]);
        }

        return Shared(key, name =>
        {
            _graph.Initializer.Add(new Tensor
            {
                Name = name,
                DataType = Tensor.Types.DataType.Int64,
                Dims = { shape },
                RawData = UnsafeByteOperations.UnsafeWrap(bytes),
            });
            return name;
        });
    }

    /// <summary>A constant that several operators use is in the graph once.</summary>
    private string Shared(string name, Func<string, string> add) =>
        _graph.Initializer.Any(initializer => initializer.Name == name) ? name : add(name);
}
