using Clearsight.Domain;
using Clearsight.Serving.Images;
using SkiaSharp;

namespace Clearsight.Serving.Tests.Images;

public sealed class BackgroundTests
{
    [Fact]
    public void Slanting_light_is_a_plane()
    {
        using var picture = GreyPicture.Of(300, 200, (x, y) => 220 - (0.2 * x) + (0.1 * y));
        var background = Background.Of(picture, picture.Bounds);
        Assert.True(background.IsClear);
        Assert.Equal(220 - (0.2 * 150) + (0.1 * 100), background.At(150, 100), 0.5);
        Assert.InRange(background.Spread, 0, 1);
    }

    [Fact]
    public void What_covers_a_side_of_the_border_does_not_move_it()
    {
        using var picture = GreyPicture.Box(100, 100, SKRectI.Create(5, 60, 90, 40), ground: 230, ink: 20);
        var background = Background.Of(picture, picture.Bounds);
        Assert.True(background.IsClear);
        Assert.All([(0, 0), (99, 0), (50, 50), (0, 99), (99, 99)], at => Assert.Equal(230, background.At(at.Item1, at.Item2), 1.0));
    }

    [Fact]
    public void Noise_is_measured_and_what_it_hides_is_no_content()
    {
        using var picture = GreyPicture.Of(200, 200, (_, _) => 200).WithNoise(6);
        var background = Background.Of(picture, picture.Bounds);
        Assert.True(background.IsClear);
        Assert.InRange(background.Spread, 4.5, 7.5);
        Assert.Equal(5 * background.Spread, background.Tolerance, 6);
    }

    [Fact]
    public void A_border_of_all_levels_is_no_background()
    {
        var random = new RandomStream(1, "texture");
        using var picture = GreyPicture.Of(100, 100, (_, _) => random.Below(256));
        Assert.False(Background.Of(picture, picture.Bounds).IsClear);
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(1, 40)]
    [InlineData(40, 1)]
    [InlineData(2, 2)]
    public void A_line_of_pixels_has_a_level(int width, int height)
    {
        using var picture = GreyPicture.Of(width, height, (_, _) => 77);
        var background = Background.Of(picture, picture.Bounds);
        Assert.Equal((77.0, 0.0), (background.At(width / 2, height / 2), background.Spread), (left, right) => Math.Abs(left.Item1 - right.Item1) < 1e-6 && Math.Abs(left.Item2 - right.Item2) < 1e-6);
    }
}
