using static TorchSharp.torch;

namespace Clearsight.Learning.Networks;

/// <summary>
/// Squares of 2 × 2 pixels as the channels of one: a quarter of the positions, each with all that is in it, is a quarter of
/// the work for every layer in between (Shi et al., "Real-Time Single Image and Video Super-Resolution Using an Efficient
/// Sub-Pixel Convolutional Neural Network", 2016). Channels come square position first: top left, top right, and below.
/// </summary>
internal static class PixelSquares
{
    /// <summary>Pixels in a square.</summary>
    public const int Size = 4;

    /// <param name="maps">[n, c, h, w]; beyond an odd border there is zero.</param>
    /// <returns>[n, 4 c, ⌈h / 2⌉, ⌈w / 2⌉], channels-last.</returns>
    public static Tensor Gather(Tensor maps)
    {
        var even = maps.shape[2] % 2 == 0 && maps.shape[3] % 2 == 0
            ? maps
            : nn.functional.pad(maps, [0, maps.shape[3] % 2, 0, maps.shape[2] % 2]);
        var (count, channels, rows, columns) = (even.shape[0], even.shape[1], even.shape[2] / 2, even.shape[3] / 2);
        return even.reshape(count, channels, rows, 2, columns, 2)
            .permute(0, 2, 4, 3, 5, 1).reshape(count, rows, columns, Size * channels)
            .permute(0, 3, 1, 2);
    }

    /// <summary>The inverse, cut to the size of the image.</summary>
    /// <param name="squares">[n, 4 c, ⌈h / 2⌉, ⌈w / 2⌉]</param>
    /// <returns>[n, c, h, w]</returns>
    public static Tensor Spread(Tensor squares, long height, long width)
    {
        var (count, channels, rows, columns) = (squares.shape[0], squares.shape[1] / Size, squares.shape[2], squares.shape[3]);
        return squares.permute(0, 2, 3, 1).reshape(count, rows, columns, 2, 2, channels)
            .permute(0, 5, 1, 3, 2, 4).reshape(count, channels, rows * 2, columns * 2)
            .narrow(2, 0, height).narrow(3, 0, width);
    }
}
