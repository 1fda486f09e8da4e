using Clearsight.Domain.Datasets;
using SkiaSharp;

namespace Clearsight.Benchmarks.Restoration;

/// <summary>Grey images whose errors are counted together: those of a data set, or the channels of one picture.</summary>
/// <param name="Images">Each with its width and its pixels, row by row.</param>
internal sealed record PictureGroup(string Name, IReadOnlyList<(int Width, byte[] Pixels)> Images)
{
    /// <summary>Side of what is cut from the middle of a picture: filters take a second for so many pixels.</summary>
    private const int LargestSide = 320;

    private static readonly string[] Endings = [".png", ".jpg", ".jpeg", ".webp"];

    /// <summary>All images but every so manieth.</summary>
    public static PictureGroup AllBut(int stride, LabelledImages images) => new("test images",
        [.. Enumerable.Range(0, images.Count).Where(index => index % stride > 0).Select(index => (images.Width, images.Image(index).ToArray()))]);

    /// <summary>The pictures of a folder, by name.</summary>
    public static IReadOnlyList<PictureGroup> Read(string folder) =>
        [.. Directory.EnumerateFiles(folder).Where(path => Endings.Contains(Path.GetExtension(path))).Order(StringComparer.Ordinal).Select(ReadPicture)];

    private static PictureGroup ReadPicture(string path)
    {
        using var codec = SKCodec.Create(path);
        using var picture = SKBitmap.Decode(codec, new SKImageInfo(codec.Info.Width, codec.Info.Height, SKColorType.Rgba8888, SKAlphaType.Unpremul));
        var (width, height) = (Math.Min(picture.Width, LargestSide), Math.Min(picture.Height, LargestSide));
        var (left, top) = ((picture.Width - width) / 2, (picture.Height - height) / 2);
        var pixels = picture.GetPixelSpan();
        var channels = Enumerable.Range(0, 3).Select(_ => new byte[width * height]).ToArray();
        for (var pixel = 0; pixel < width * height; pixel++)
        {
            var source = pixels.Slice((((top + (pixel / width)) * picture.Width) + left + (pixel % width)) * 4, 3);
            (channels[0][pixel], channels[1][pixel], channels[2][pixel]) = (source[0], source[1], source[2]);
        }

        var isGrey = channels[0].AsSpan().SequenceEqual(channels[1]) && channels[1].AsSpan().SequenceEqual(channels[2]);
        return new PictureGroup(Path.GetFileName(path), [.. channels.Take(isGrey ? 1 : 3).Select(channel => (width, channel))]);
    }
}
