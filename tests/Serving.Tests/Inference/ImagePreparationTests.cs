using Clearsight.Serving.Images;
using Clearsight.Serving.Inference;
using Clearsight.Serving.Models;
using SkiaSharp;

namespace Clearsight.Serving.Tests.Inference;

public sealed class ImagePreparationTests
{
    private static readonly FrameSize Frame = new(28, 28);

    [Fact]
    public void Content_keeps_its_aspect_touches_two_sides_and_sits_in_the_middle()
    {
        using var picture = Box(100, 80, SKRectI.Create(20, 10, 56, 28), ground: 0, ink: 255);
        var target = new float[28 * 28];
        Assert.Equal(SKRectI.Create(20, 10, 56, 28), ImagePreparation.Fit(picture, Frame, target));
        for (var y = 0; y < 28; y++)
        {
            Assert.All(target[(y * 28)..((y + 1) * 28)], value => Assert.Equal(y is >= 7 and < 21 ? 1 : 0, value, 1e-5));
        }
    }

    [Fact]
    public void A_small_picture_is_enlarged()
    {
        using var picture = Box(6, 6, SKRectI.Create(2, 2, 2, 2), ground: 0, ink: 255);
        var target = new float[28 * 28];
        Assert.Equal(SKRectI.Create(2, 2, 2, 2), ImagePreparation.Fit(picture, Frame, target));
        Assert.All(target, value => Assert.Equal(1, value, 1e-5));
    }

    [Fact]
    public void Nothing_to_see_is_nothing_to_cut()
    {
        using var empty = Box(50, 20, SKRectI.Empty, ground: 7, ink: 0);
        var target = new float[28 * 28];
        Assert.Null(ImagePreparation.Fit(empty, Frame, target));
        Assert.All(target, value => Assert.Equal(7 / 255f, value, 1e-5));
    }

    [Fact]
    public void Ripples_and_faint_shadows_are_not_content()
    {
        using var picture = Box(60, 60, SKRectI.Create(20, 20, 20, 20), ground: 10, ink: 250);
        picture.Pixels[0] = 22; // A ripple of a JPEG: fewer levels than count.
        picture.Pixels[60 * 5 + 5] = 38; // A shadow: less than an eighth of the contrast of what is drawn.
        Assert.Equal(SKRectI.Create(20, 20, 20, 20), ImagePreparation.Fit(picture, Frame, new float[28 * 28]));
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(1, 300)]
    [InlineData(300, 1)]
    [InlineData(27, 29)]
    public void Any_shape_fits(int width, int height)
    {
        using var picture = Box(width, height, SKRectI.Create(width / 2, height / 2, 1, 1), ground: 0, ink: 255);
        var target = new float[28 * 28];
        Array.Fill(target, float.NaN);
        ImagePreparation.Fit(picture, Frame, target);
        Assert.All(target, value => Assert.InRange(value, 0, 1));
    }

    [Fact]
    public void The_background_is_what_most_of_the_border_is()
    {
        using var picture = Box(40, 40, SKRectI.Create(0, 15, 40, 10), ground: 0, ink: 255);
        Assert.False(ImagePreparation.Invert(picture, Polarity.Auto));
        using var paper = Box(40, 40, SKRectI.Create(0, 15, 40, 10), ground: 240, ink: 0);
        Assert.True(ImagePreparation.Invert(paper, Polarity.Auto));
        Assert.Equal((15, 255), (paper.Pixels[0], paper.Pixels[40 * 20]));
    }

    private static Picture Box(int width, int height, SKRectI box, byte ground, byte ink)
    {
        var picture = Picture.CreateGrey(width, height);
        for (var y = 0; y < height; y++)
        {
            for (var x = 0; x < width; x++)
            {
                picture.Pixels[y * width + x] = box.Contains(x, y) ? ink : ground;
            }
        }

        return picture;
    }
}
