using Clearsight.Domain.Filters;

namespace Clearsight.Domain.Tests.Filters;

public sealed class MedianFilterTests
{
    [Fact]
    public void Each_pixel_becomes_the_median_of_its_square()
    {
        byte[] image =
        [
            1, 2, 3,
            4, 200, 6,
            7, 8, 9,
        ];

        var filtered = Filter(image, width: 3, size: 3);

        // 1 2 3 4 6 7 8 9 200: the fifth is 6.
        Assert.Equal(6, filtered[4]);
        // At the corner the image is mirrored: 1 1 2, 1 1 2, 4 4 200; ordered 1 1 1 1 2 2 4 4 200.
        Assert.Equal(2, filtered[0]);
    }

    /// <summary>Around the first pixel the square of five has the rows and the columns 1 0 0 1 2.</summary>
    [Fact]
    public void Beyond_the_border_a_larger_square_sees_the_mirrored_image()
    {
        byte[] image = [.. Enumerable.Range(0, 25).Select(pixel => (byte)(pixel == 0 ? 255 : 10 + pixel))];
        int[] seen = [1, 0, 0, 1, 2];
        int[] window = [.. from row in seen from column in seen select (int)image[(row * 5) + column]];

        Assert.Equal(window.Order().ElementAt(12), Filter(image, width: 5, size: 5)[0]);
    }

    [Fact]
    public void A_single_impulse_disappears_and_a_flat_ground_stays()
    {
        var image = Enumerable.Repeat((byte)90, 49).ToArray();
        image[24] = 255;

        Assert.All(Filter(image, width: 7, size: 3), pixel => Assert.Equal(90, pixel));
        Assert.All(Filter(image, width: 7, size: 5), pixel => Assert.Equal(90, pixel));
    }

    /// <summary>Five of nine outvote the rest, thirteen of twenty-five are needed in the larger square.</summary>
    [Fact]
    public void A_larger_square_needs_more_impulses_to_be_wrong()
    {
        byte[] image =
        [
            50, 50, 50, 50, 50,
            50, 255, 255, 255, 50,
            50, 255, 255, 50, 50,
            50, 50, 50, 50, 50,
            50, 50, 50, 50, 50,
        ];

        Assert.Equal(255, Filter(image, width: 5, size: 3)[12]);
        Assert.Equal(50, Filter(image, width: 5, size: 5)[12]);
    }

    /// <summary>Borders and images smaller than the square included.</summary>
    [Theory]
    [InlineData(3)]
    [InlineData(5)]
    [InlineData(7)]
    public void Each_median_is_the_one_that_sorting_finds(int size)
    {
        foreach (var (width, image) in SortedSquares.Images())
        {
            Assert.Equal([.. image.Select((_, pixel) => SortedSquares.Of(image, width, pixel, size)[size * size / 2])], Filter(image, width, size));
        }
    }

    private static byte[] Filter(byte[] image, int width, int size)
    {
        var target = new byte[image.Length];
        MedianFilter.Apply(image, width, size, target);
        return target;
    }
}
