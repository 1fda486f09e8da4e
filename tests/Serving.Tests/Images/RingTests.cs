using Clearsight.Serving.Images;
using SkiaSharp;

namespace Clearsight.Serving.Tests.Images;

public sealed class RingTests
{
    [Theory]
    [InlineData(1, 1)]
    [InlineData(1, 6)]
    [InlineData(6, 1)]
    [InlineData(2, 2)]
    [InlineData(2, 7)]
    [InlineData(7, 2)]
    [InlineData(28, 28)]
    public void Of_a_small_area_it_has_every_outermost_pixel_once(int width, int height)
    {
        using var picture = Picture.CreateGrey(width + 3, height + 2);
        var area = SKRectI.Create(2, 1, width, height);
        var expected =
            from y in Enumerable.Range(area.Top, height)
            from x in Enumerable.Range(area.Left, width)
            where x == area.Left || y == area.Top || x == area.Right - 1 || y == area.Bottom - 1
            select (x, y);
        Assert.Equal(expected.Order(), Points(new Ring(picture, area)).Order());
    }

    [Theory]
    [InlineData(1000, 700)]
    [InlineData(1, 5000)]
    public void Of_a_large_one_it_has_some_from_all_along_it(int width, int height)
    {
        using var picture = Picture.CreateGrey(width, height);
        var points = Points(new Ring(picture, picture.Bounds));
        Assert.Equal(Ring.MostSamples, points.Distinct().Count());
        Assert.All(points, point => Assert.True(point.X == 0 || point.Y == 0 || point.X == width - 1 || point.Y == height - 1));
        Assert.InRange(points.Max(point => point.Y), height - 21, height - 1);
    }

    [Fact]
    public void Its_median_is_the_level_of_most_of_it()
    {
        using var picture = GreyPicture.Box(40, 40, SKRectI.Create(0, 15, 40, 10), ground: 240, ink: 0);
        picture.Pixels[3] = 7;
        var ring = new Ring(picture, picture.Bounds);
        Assert.Equal(240, ring.Median());
        Assert.Equal((156.0 - 20 - 1) / 156, ring.ShareNear(240, 5), 6);
    }

    private static (int X, int Y)[] Points(Ring ring)
    {
        var points = new (int, int)[ring.Count];
        for (var sample = 0; sample < points.Length; sample++)
        {
            points[sample] = (ring[sample].X, ring[sample].Y);
        }

        return points;
    }
}
