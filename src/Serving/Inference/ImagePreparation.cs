using System.Buffers;
using Clearsight.Domain.Datasets;
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

/// <summary>
/// Makes what a classifier was trained on out of any grey picture: light content on black, cut out, put into the frame as
/// the makers of the classifier's data set did. A picture that has the frame's size is taken for one of theirs.
/// </summary>
internal static class ImagePreparation
{
    /// <summary>The darkest level that is light.</summary>
    private const int Light = 128;

    /// <summary>Finds the thing in the picture; null where the picture has the frame's size, and is taken as it is.</summary>
    public static Content? Find(Picture grey, FrameSize frame) => grey.Width == frame.Width && grey.Height == frame.Height ? null : Content.Of(grey);

    /// <summary>Inverts the picture in place, and what was found in it, where the polarity asks for it.</summary>
    /// <returns>Whether it was inverted.</returns>
    public static bool Invert(Picture grey, ref Content? content, Polarity polarity)
    {
        if (polarity == Polarity.AsIs || (polarity == Polarity.Auto && (content?.Background.Median ?? new Ring(grey, grey.Bounds).Median()) < Light))
        {
            return false;
        }

        foreach (ref var pixel in grey.Pixels)
        {
            pixel = (byte)~pixel;
        }

        content = content?.Inverted;
        return true;
    }

    /// <summary>Writes the picture into a frame, values 0..1; without content it goes in untouched.</summary>
    /// <returns>What was cut out, or null where that is all of the picture.</returns>
    public static SKRectI? Fit(Picture grey, Content? content, FrameSize frame, Framing framing, Span<float> target)
    {
        if (content is null)
        {
            grey.Read(0, grey.Bounds, target);
            return null;
        }

        var box = content.Box ?? content.Area;

        // What cannot be cut out is taken for an enlarged image of the data set, which has its margin already.
        var rule = content.Box is null ? framing.Whole : framing;
        var size = Scaled(box, frame, rule.Margin);
        var rented = ArrayPool<float>.Shared.Rent(size.Width * size.Height);
        var scaled = rented.AsSpan(0, size.Width * size.Height);
        Resampling.Resize<byte>(
            grey.Pixels[((box.Top * grey.Width) + box.Left)..], grey.Width, box.Width, box.Height, scaled, size.Width, size.Height, framing.Aperture);
        target.Fill(ToValues(scaled, size, content, box));
        Place(scaled, size, frame, rule.Centering, target);
        ArrayPool<float>.Shared.Return(rented);
        return box == grey.Bounds ? null : box;
    }

    private static FrameSize Scaled(SKRectI box, FrameSize frame, int margin)
    {
        var scale = Math.Min((frame.Width - (2.0 * margin)) / box.Width, (frame.Height - (2.0 * margin)) / box.Height);
        return new FrameSize(Math.Max(1, (int)Math.Round(box.Width * scale)), Math.Max(1, (int)Math.Round(box.Height * scale)));
    }

    /// <summary>
    /// From levels to values 0..1, where a dark background becomes black, as it is in every data set: grey paper, slanting
    /// light and noise go with it. Nothing but the scale changes where the thing is darker than what is around it.
    /// </summary>
    /// <returns>The value of the background.</returns>
    private static float ToValues(Span<float> levels, FrameSize size, Content content, SKRectI box)
    {
        var background = content.Background;
        var center = background.At(box.MidX, box.MidY);
        var blacken = background.IsClear && content.IsLighter && center < Light;
        for (var y = 0; y < size.Height; y++)
        {
            for (var x = 0; x < size.Width; x++)
            {
                ref var level = ref levels[(y * size.Width) + x];
                var black = blacken
                    ? background.At(box.Left + ((x + 0.5) * box.Width / size.Width) - 0.5, box.Top + ((y + 0.5) * box.Height / size.Height) - 0.5)
                    : 0;
                level = (float)Math.Clamp((level - black) / (byte.MaxValue - black), 0, 1);
            }
        }

        return blacken ? 0 : (float)Math.Clamp(center / byte.MaxValue, 0, 1);
    }

    private static void Place(ReadOnlySpan<float> scaled, FrameSize size, FrameSize frame, Centering centering, Span<float> target)
    {
        // The makers of Fashion-MNIST put the odd pixel of a margin before the thing.
        var (left, top) = centering == Centering.Mass
            ? MassCentered(scaled, size, frame)
            : ((frame.Width - size.Width + 1) / 2, (frame.Height - size.Height + 1) / 2);
        for (var y = 0; y < size.Height; y++)
        {
            scaled.Slice(y * size.Width, size.Width).CopyTo(target[(((top + y) * frame.Width) + left)..]);
        }
    }

    /// <summary>Where the thing begins when its centre of mass lies on the frame's middle pixel, or as near as it stays inside.</summary>
    private static (int Left, int Top) MassCentered(ReadOnlySpan<float> scaled, FrameSize size, FrameSize frame)
    {
        double mass = 0, massX = 0, massY = 0;
        for (var pixel = 0; pixel < scaled.Length; pixel++)
        {
            mass += scaled[pixel];
            massX += scaled[pixel] * (pixel % size.Width);
            massY += scaled[pixel] * (pixel / size.Width);
        }

        return (Begin(massX, size.Width, frame.Width), Begin(massY, size.Height, frame.Height));

        int Begin(double moment, int length, int frameLength) => mass == 0
            ? (frameLength - length + 1) / 2
            : Math.Clamp((frameLength / 2) - (int)Math.Floor((moment / mass) + 0.5), 0, frameLength - length);
    }
}
