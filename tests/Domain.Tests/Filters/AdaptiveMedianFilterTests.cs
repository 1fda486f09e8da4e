using Clearsight.Domain.Filters;

namespace Clearsight.Domain.Tests.Filters;

public sealed class AdaptiveMedianFilterTests
{
    /// <summary>100, 101, 102, … : every square has different values, so a pixel inside it is no extreme.</summary>
    private static readonly byte[] Slope = [.. Enumerable.Range(0, 49).Select(pixel => (byte)(100 + pixel))];

    [Fact]
    public void What_is_no_extreme_of_its_square_is_left_alone() =>
        Assert.Equal(Slope[24], Filter(Slope)[24]);

    [Theory]
    [InlineData(0)]
    [InlineData(255)]
    public void An_impulse_becomes_the_median_of_its_square(byte impulse)
    {
        byte[] image = [.. Slope];
        image[24] = impulse;

        // Its eight neighbours are 116 117 118, 123 125, 130 131 132; with salt the fifth of nine is 125, with pepper 123.
        Assert.Equal(impulse == 255 ? 125 : 123, Filter(image)[24]);
    }

    [Fact]
    public void Where_the_median_is_an_impulse_the_square_grows()
    {
        byte[] image = [.. Slope];
        foreach (var row in new[] { 2, 3, 4 })
        {
            image.AsSpan((row * 7) + 2, 3).Fill(255);
        }

        // Of 5 × 5 pixels nine are salt; the thirteenth of the others in order, row 5 column 1 onwards, is no impulse.
        int[] five = [.. from row in Enumerable.Range(1, 5) from column in Enumerable.Range(1, 5) select (int)image[(row * 7) + column]];
        Assert.Equal(five.Order().ElementAt(12), Filter(image)[24]);
        Assert.NotEqual(255, Filter(image)[24]);
    }

    [Fact]
    public void Where_no_square_has_another_median_it_is_that_of_the_largest() =>
        Assert.All(Filter([.. Enumerable.Repeat((byte)0, 49)]), pixel => Assert.Equal(0, pixel));

    /// <summary>The lowest, the median and the highest by sorting every square, which is the definition.</summary>
    [Fact]
    public void Every_pixel_is_what_the_definition_gives()
    {
        foreach (var (width, image) in SortedSquares.Images())
        {
            var filtered = new byte[image.Length];
            AdaptiveMedianFilter.Apply(image, width, filtered);

            Assert.Equal([.. image.Select((_, pixel) => Defined(image, width, pixel))], filtered);
        }
    }

    private static byte Defined(byte[] image, int width, int pixel)
    {
        byte[] square = [];
        foreach (var size in (int[])[3, 5, 7])
        {
            square = SortedSquares.Of(image, width, pixel, size);
            var median = square[square.Length / 2];
            if (square[0] < median && median < square[^1])
            {
                return square[0] < image[pixel] && image[pixel] < square[^1] ? image[pixel] : median;
            }
        }

        return square[square.Length / 2];
    }

    private static byte[] Filter(byte[] image)
    {
        var target = new byte[image.Length];
        AdaptiveMedianFilter.Apply(image, 7, target);
        return target;
    }
}
