using Clearsight.Domain;
using Clearsight.Serving.Images;
using SkiaSharp;

namespace Clearsight.Serving.Tests.Images;

public sealed class ContentTests
{
    private static readonly SKRectI Thing = SKRectI.Create(60, 40, 90, 120);

    [Fact]
    public void Margins_may_be_uneven()
    {
        using var picture = GreyPicture.Box(400, 170, Thing, ground: 255, ink: 30);
        Assert.Equal(Thing, Content.Of(picture).Box);
    }

    [Fact]
    public void Ripples_faint_shadows_and_specks_of_dust_are_not_content()
    {
        using var picture = GreyPicture.Box(300, 300, Thing, ground: 10, ink: 250);
        picture.Pixels[0] = 22; // A ripple of a JPEG: fewer levels than count.
        picture.Pixels[(300 * 5) + 5] = 38; // A shadow: less than an eighth of the contrast of what is drawn.
        foreach (var speck in (int[])[(300 * 200) + 290, (300 * 280) + 7, (300 * 150) + 1])
        {
            picture.Pixels[speck] = 255;
        }

        Assert.Equal(Thing, Content.Of(picture).Box);
    }

    [Fact]
    public void Slanting_light_is_not_content()
    {
        using var picture = GreyPicture.Of(300, 300, (x, y) => Thing.Contains(x, y) ? 20 : 240 - (0.2 * x) - (0.1 * y));
        Assert.Equal(Thing, Content.Of(picture).Box);
    }

    [Fact]
    public void The_noise_of_a_camera_is_not_content()
    {
        using var picture = GreyPicture.Box(300, 300, Thing, ground: 210, ink: 40).WithNoise(8);
        Assert.Equal(Thing, Content.Of(picture).Box);
    }

    [Fact]
    public void What_is_faint_is_content_where_nothing_is_stronger()
    {
        using var picture = GreyPicture.Box(300, 300, Thing, ground: 255, ink: 235);
        Assert.Equal(Thing, Content.Of(picture).Box);
    }

    [Theory]
    [InlineData(0, 40)]
    [InlineData(60, 0)]
    [InlineData(210, 40)]
    [InlineData(60, 180)]
    public void A_thing_that_reaches_the_border_may_go_on_behind_it(int left, int top)
    {
        using var picture = GreyPicture.Box(300, 300, SKRectI.Create(left, top, 90, 120), ground: 255, ink: 30);
        var content = Content.Of(picture);
        Assert.Null(content.Box);
        Assert.True(content.Background.IsClear);
    }

    [Fact]
    public void Without_a_background_there_is_no_content_to_tell_from_it()
    {
        var random = new RandomStream(1, "photograph");
        using var picture = GreyPicture.Of(120, 90, (_, _) => random.Below(256));
        Assert.Null(Content.Of(picture).Box);
    }

    [Theory]
    [InlineData(0, 0, 255)]
    [InlineData(0, 40, 255)]
    [InlineData(11, 0, 255)]
    [InlineData(11, 255, 0)]
    public void A_line_around_belongs_to_neither(int gap, byte line, byte ground)
    {
        using var picture = GreyPicture.Of(300, 300, (x, y) =>
            Thing.Contains(x, y) ? 128
            : Math.Min(Math.Min(x, y), Math.Min(299 - x, 299 - y)) - gap is >= 0 and < 4 ? line
            : ground);
        var content = Content.Of(picture);
        Assert.Equal(Thing, content.Box);
        Assert.Equal(ground, content.Background.At(150, 20), 1e-6);
    }

    [Fact]
    public void A_box_that_fills_most_of_the_picture_is_no_line()
    {
        var bag = SKRectI.Create(20, 20, 260, 260);
        using var picture = GreyPicture.Of(300, 300, (x, y) => SKRectI.Create(130, 130, 40, 20).Contains(x, y) ? 240 : bag.Contains(x, y) ? 40 : 255);
        Assert.Equal(bag, Content.Of(picture).Box);
    }

    [Fact]
    public void Of_a_huge_picture_the_box_is_right_within_the_pixels_that_are_looked_at()
    {
        var thing = SKRectI.Create(1001, 503, 1200, 900);
        using var picture = GreyPicture.Box(4000, 2500, thing, ground: 250, ink: 30);
        var box = Assert.NotNull(Content.Of(picture).Box);
        Assert.InRange(Math.Abs(box.Left - thing.Left), 0, 4);
        Assert.InRange(Math.Abs(box.Top - thing.Top), 0, 4);
        Assert.InRange(Math.Abs(box.Right - thing.Right), 0, 4);
        Assert.InRange(Math.Abs(box.Bottom - thing.Bottom), 0, 4);
    }
}
