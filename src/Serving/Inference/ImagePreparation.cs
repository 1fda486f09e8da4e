using System.Buffers;
using Clearsight.Serving.Images;
using Clearsight.Serving.Models;
using SkiaSharp;

namespace Clearsight.Serving.Inference;

/// <summary>Whether a picture is turned into its negative: networks are trained on light things before a dark background.</summary>
public enum Polarity
{
    /// <summary>Inverted where the background is light.</summary>
    Auto,
    AsIs,
    Invert,
}

/// <summary>Makes what a classifier was trained on out of any grey picture: light content on dark, cut out, fitted into the frame.</summary>
internal static class ImagePreparation
{
    /// <summary>Levels of 255 that a pixel must differ from the background to be content: above the ripples of a JPEG.</summary>
    private const int LeastContrast = 16;

    /// <summary>The same as a share of the largest difference in the picture, so that a faint shadow does not count.</summary>
    private const double ContrastShare = 0.125;

    /// <summary>Inverts the picture in place where the polarity asks for it.</summary>
    /// <returns>Whether it was inverted.</returns>
    public static bool Invert(Picture grey, Polarity polarity)
    {
        if (polarity == Polarity.AsIs || (polarity == Polarity.Auto && Background(grey) <= byte.MaxValue / 2))
        {
            return false;
        }

        foreach (ref var pixel in grey.Pixels)
        {
            pixel = (byte)~pixel;
        }

        return true;
    }

    /// <summary>
    /// Writes the picture into a frame, values 0..1. One that has the frame's size goes in untouched; of any other the
    /// content is cut out and scaled, its aspect kept, until it touches the frame on two sides, and centred there.
    /// </summary>
    /// <returns>What was cut out, or null where that is all of the picture.</returns>
    public static SKRectI? Fit(Picture grey, FrameSize frame, Span<float> target)
    {
        var whole = SKRectI.Create(grey.Width, grey.Height);
        if (grey.Width == frame.Width && grey.Height == frame.Height)
        {
            grey.Read(0, whole, target);
            return null;
        }

        var background = Background(grey);
        var content = Content(grey, background);
        var scale = Math.Min((double)frame.Width / content.Width, (double)frame.Height / content.Height);
        var width = Math.Clamp((int)Math.Round(content.Width * scale), 1, frame.Width);
        var height = Math.Clamp((int)Math.Round(content.Height * scale), 1, frame.Height);
        var pixels = ArrayPool<float>.Shared.Rent(content.Width * content.Height);
        var scaled = ArrayPool<float>.Shared.Rent(width * height);
        grey.Read(0, content, pixels);
        Resampling.Resize(pixels, content.Width, content.Height, scaled, width, height);
        target.Fill(background / 255f);
        var (left, top) = ((frame.Width - width) / 2, (frame.Height - height) / 2);
        for (var y = 0; y < height; y++)
        {
            scaled.AsSpan(y * width, width).CopyTo(target[((top + y) * frame.Width + left)..]);
        }

        ArrayPool<float>.Shared.Return(pixels);
        ArrayPool<float>.Shared.Return(scaled);
        return content == whole ? null : content;
    }

    /// <summary>The median level of the outermost pixels: a few specks or a thing that touches the edge do not move it.</summary>
    private static int Background(Picture grey)
    {
        Span<int> histogram = stackalloc int[256];
        histogram.Clear();
        var pixels = grey.Pixels;
        var (width, height) = (grey.Width, grey.Height);
        foreach (var row in (ReadOnlySpan<int>)[0, height - 1])
        {
            foreach (var level in pixels.Slice(row * width, width))
            {
                histogram[level]++;
            }
        }

        for (var y = 1; y < height - 1; y++)
        {
            histogram[pixels[y * width]]++;
            histogram[pixels[y * width + width - 1]]++;
        }

        return Median(histogram);
    }

    private static int Median(ReadOnlySpan<int> histogram)
    {
        var (total, below, median) = (0, 0, 0);
        foreach (var count in histogram)
        {
            total += count;
        }

        while (2 * (below + histogram[median]) < total)
        {
            below += histogram[median++];
        }

        return median;
    }

    /// <summary>The smallest area around everything that stands out from the background; all of the picture where nothing does.</summary>
    private static SKRectI Content(Picture grey, int background)
    {
        var pixels = grey.Pixels;
        var width = grey.Width;
        var strongest = 0;
        foreach (var level in pixels)
        {
            strongest = Math.Max(strongest, Math.Abs(level - background));
        }

        var threshold = Math.Max(LeastContrast, (int)(strongest * ContrastShare));
        var (left, top, right, bottom) = (width, grey.Height, 0, 0);
        for (var y = 0; y < grey.Height; y++)
        {
            var row = pixels.Slice(y * width, width);
            for (var x = 0; x < width; x++)
            {
                if (Math.Abs(row[x] - background) >= threshold)
                {
                    (left, right) = (Math.Min(left, x), Math.Max(right, x + 1));
                    (top, bottom) = (Math.Min(top, y), y + 1);
                }
            }
        }

        return right == 0 ? SKRectI.Create(width, grey.Height) : new SKRectI(left, top, right, bottom);
    }
}
