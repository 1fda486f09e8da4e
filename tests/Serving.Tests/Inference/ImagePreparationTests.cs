using Clearsight.Domain;
using Clearsight.Domain.Datasets;
using Clearsight.Serving.Images;
using Clearsight.Serving.Inference;
using Clearsight.Serving.Models;
using Clearsight.Serving.Tests.Images;
using SkiaSharp;

namespace Clearsight.Serving.Tests.Inference;

public sealed class ImagePreparationTests
{
    private static readonly FrameSize Frame = new(28, 28);
    private static readonly Framing Mnist = new(4, Centering.Mass, Aperture: 1);

    [Fact]
    public void Content_keeps_its_aspect_touches_two_sides_and_sits_in_the_middle()
    {
        using var picture = GreyPicture.Box(100, 80, SKRectI.Create(20, 10, 56, 28), ground: 0, ink: 255);
        Assert.Equal(SKRectI.Create(20, 10, 56, 28), Fit(picture, Framing.Default, out var target));
        Assert.Equal(SKRectI.Create(0, 7, 28, 14), Lit(target));
    }

    /// <summary>In every second image of Fashion-MNIST whose content has an odd height, and none the other way round.</summary>
    [Fact]
    public void An_odd_pixel_is_left_free_before_the_thing()
    {
        using var picture = GreyPicture.Box(100, 80, SKRectI.Create(20, 10, 56, 30), ground: 0, ink: 255);
        Fit(picture, Framing.Default, out var target);
        Assert.Equal(SKRectI.Create(0, 7, 28, 15), Lit(target));
    }

    [Fact]
    public void A_margin_stays_free_and_the_centre_of_mass_is_in_the_middle_where_the_data_set_has_it_so()
    {
        // A heavy bar on the left and a light one on the right: 80 × 40 pixels, mass at 5/16 of the width.
        using var picture = GreyPicture.Of(200, 200, (x, y) => y is < 50 or >= 90 ? 0 : x is >= 30 and < 70 ? 255 : x is >= 70 and < 110 ? 85 : 0);
        Assert.Equal(SKRectI.Create(30, 50, 80, 40), Fit(picture, Mnist, out var target));
        var (mass, momentX, momentY) = (target.Sum(), 0.0, 0.0);
        for (var pixel = 0; pixel < target.Length; pixel++)
        {
            momentX += target[pixel] * (pixel % 28);
            momentY += target[pixel] * (pixel / 28);
        }

        // 20 × 10 pixels, their centre of mass within half a pixel of pixel 14.
        Assert.Equal((20, 10), (Lit(target).Width, Lit(target).Height));
        Assert.InRange(momentX / mass, 13.499, 14.501);
        Assert.InRange(momentY / mass, 13.499, 14.501);
    }

    [Fact]
    public void A_mass_at_one_end_does_not_push_the_thing_out_of_the_frame()
    {
        using var picture = GreyPicture.Of(300, 300, (x, y) => y is < 100 or >= 110 ? 0 : x is >= 20 and < 40 ? 255 : x is >= 40 and < 220 ? 40 : 0);
        Fit(picture, new Framing(0, Centering.Mass, Aperture: 1), out var target);
        Assert.Equal((0, 28), (Lit(target).Left, Lit(target).Right));
    }

    [Fact]
    public void A_small_picture_is_enlarged()
    {
        using var picture = GreyPicture.Box(6, 6, SKRectI.Create(2, 2, 2, 2), ground: 0, ink: 255);
        Assert.Equal(SKRectI.Create(2, 2, 2, 2), Fit(picture, Framing.Default, out var target));
        Assert.All(target, value => Assert.Equal(1, value, 1e-5));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(7)]
    [InlineData(120)]
    public void A_picture_with_nothing_in_it_is_an_empty_frame(byte level)
    {
        using var empty = GreyPicture.Of(50, 20, (_, _) => level);
        Assert.False(Invert(empty));
        Assert.Null(Fit(empty, Mnist, out var target));
        Assert.All(target, value => Assert.Equal(0, value, 1e-5));
    }

    [Fact]
    public void Grey_paper_light_from_one_side_and_noise_become_black()
    {
        using var picture = GreyPicture.Of(300, 200, (x, y) => SKRectI.Create(100, 50, 80, 80).Contains(x, y) ? 30 : 230 - (0.15 * x)).WithNoise(5);
        Assert.True(Invert(picture));
        Fit(picture, new Framing(4, Centering.Box, Aperture: 1), out var target);
        for (var pixel = 0; pixel < target.Length; pixel++)
        {
            var isThing = SKRectI.Create(4, 4, 20, 20).Contains(pixel % 28, pixel / 28);
            Assert.InRange(target[pixel], isThing ? 0.7 : 0, isThing ? 1 : 0);
        }
    }

    [Fact]
    public void What_is_darker_than_a_dark_background_keeps_its_levels()
    {
        using var picture = GreyPicture.Box(100, 100, SKRectI.Create(30, 30, 40, 20), ground: 102, ink: 0);
        Fit(picture, Framing.Default, out var target);
        Assert.Equal(0.4f, target[0], 1e-5);
        Assert.Equal(0, target[14 * 28], 1e-5);
    }

    [Fact]
    public void What_cannot_be_cut_out_fills_the_frame()
    {
        using var picture = GreyPicture.Box(280, 140, SKRectI.Create(0, 60, 100, 40), ground: 0, ink: 255);
        Assert.Null(Fit(picture, Mnist, out var target));
        Assert.Equal(SKRectI.Create(0, 13, 10, 4), Lit(target));
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(1, 300)]
    [InlineData(300, 1)]
    [InlineData(27, 29)]
    [InlineData(2, 2)]
    [InlineData(5000, 3)]
    public void Any_shape_fits(int width, int height)
    {
        foreach (var framing in (Framing[])[Framing.Default, Mnist])
        {
            using var picture = GreyPicture.Box(width, height, SKRectI.Create(width / 2, height / 2, 1, 1), ground: 0, ink: 255);
            Fit(picture, framing, out var target);
            Assert.All(target, value => Assert.InRange(value, 0, 1));
        }
    }

    [Fact]
    public void A_picture_of_the_frames_size_goes_in_to_the_bit()
    {
        var random = new RandomStream(1, "untouched");
        using var picture = GreyPicture.Of(28, 28, (x, y) => x is 0 or 27 || y is 0 or 27 ? random.Below(100) : random.Below(256));
        var before = picture.Pixels.ToArray();
        Assert.False(Invert(picture));
        Assert.Null(Fit(picture, Mnist, out var target));
        Assert.Equal(before.Select(level => level / 255f), target);
    }

    [Fact]
    public void The_background_is_what_most_of_the_border_is()
    {
        using var picture = GreyPicture.Box(40, 40, SKRectI.Create(0, 15, 40, 10), ground: 0, ink: 255);
        Assert.False(Invert(picture));
        using var paper = GreyPicture.Box(40, 40, SKRectI.Create(0, 15, 40, 10), ground: 240, ink: 0);
        Assert.True(Invert(paper));
        Assert.Equal((15, 255), (paper.Pixels[0], paper.Pixels[40 * 20]));
    }

    [Fact]
    public void A_dark_line_around_white_paper_is_not_its_background()
    {
        using var picture = GreyPicture.Of(200, 200, (x, y) => x is 0 or 199 || y is 0 or 199 || (x is > 60 and < 90 && y is > 50 and < 150) ? 0 : 255);
        Assert.True(Invert(picture));
    }

    /// <summary>What is found in a picture before it is inverted is told of its negative.</summary>
    [Fact]
    public void A_picture_and_its_negative_are_prepared_alike()
    {
        using var dark = GreyPicture.Of(160, 120, (x, y) => SKRectI.Create(50, 30, 40, 60).Contains(x, y) ? 230 - y : 20 + (0.1 * x));
        using var light = GreyPicture.Of(160, 120, (x, y) => 255 - dark.Pixels[(y * 160) + x]);
        var content = ImagePreparation.Find(light, Frame);
        Assert.True(ImagePreparation.Invert(light, ref content, Polarity.Auto));
        var target = new float[28 * 28];
        Assert.Equal(Fit(dark, Mnist, out var expected), ImagePreparation.Fit(light, content, Frame, Mnist, target));
        Assert.Equal(expected, target, (left, right) => Math.Abs(left - right) < 1e-5);
    }

    [Fact]
    public void A_large_picture_leaves_next_to_nothing_for_the_garbage_collector()
    {
        using var picture = GreyPicture.Box(3000, 2000, SKRectI.Create(200, 300, 2000, 1500), ground: 255, ink: 60);
        var target = new float[28 * 28];
        // The first fills the pools, and the collector may empty them again at any time.
        var least = Enumerable.Range(0, 5).Min(_ => Prepare());
        Assert.InRange(least, 0, 4096);

        long Prepare()
        {
            var before = GC.GetAllocatedBytesForCurrentThread();
            var content = ImagePreparation.Find(picture, Frame);
            ImagePreparation.Invert(picture, ref content, Polarity.Invert);
            ImagePreparation.Fit(picture, content, Frame, Mnist, target);
            return GC.GetAllocatedBytesForCurrentThread() - before;
        }
    }

    private static bool Invert(Picture picture)
    {
        var content = ImagePreparation.Find(picture, Frame);
        return ImagePreparation.Invert(picture, ref content, Polarity.Auto);
    }

    private static SKRectI? Fit(Picture picture, Framing framing, out float[] target)
    {
        target = new float[28 * 28];
        Array.Fill(target, float.NaN);
        return ImagePreparation.Fit(picture, ImagePreparation.Find(picture, Frame), Frame, framing, target);
    }

    /// <summary>The box around all that is not black.</summary>
    private static SKRectI Lit(float[] target)
    {
        var lit = Enumerable.Range(0, target.Length).Where(pixel => target[pixel] > 0.01).Select(pixel => (X: pixel % 28, Y: pixel / 28)).ToArray();
        return new SKRectI(lit.Min(at => at.X), lit.Min(at => at.Y), lit.Max(at => at.X) + 1, lit.Max(at => at.Y) + 1);
    }
}
