using Clearsight.Domain;
using Clearsight.Learning.Data;

namespace Clearsight.Learning.Tests.Data;

public sealed class AugmentationTests
{
    [Fact]
    public void About_half_of_the_images_are_mirrored_left_to_right()
    {
        byte[] image = [1, 2, 3, 4, 5, 6];
        byte[] mirrored = [3, 2, 1, 6, 5, 4];
        var pixels = Copies(image, 1_000);
        Augmentation.Flip(pixels, width: 3, Streams(1_000));
        var images = pixels.Chunk(6).ToArray();

        Assert.All(images, flipped => Assert.True(flipped.SequenceEqual(image) || flipped.SequenceEqual(mirrored)));
        Assert.InRange(images.Count(flipped => flipped.SequenceEqual(mirrored)), 420, 580);
    }

    /// <summary>Each image is one of the 25 that a shift pixel by pixel gives, and all of them come about equally often.</summary>
    [Fact]
    public void Images_are_shifted_by_every_offset_and_black_comes_in()
    {
        var image = Enumerable.Range(1, 4 * 6).Select(pixel => (byte)pixel).ToArray();
        var offsets = Enumerable.Range(-2, 5).SelectMany(down => Enumerable.Range(-2, 5).Select(right => (down, right)));
        var expected = offsets.Select(offset => Convert.ToHexString(Shifted(image, 4, 6, offset.down, offset.right))).ToArray();
        var pixels = Copies(image, 5_000);
        Augmentation.Shift(pixels, width: 6, farthest: 2, Streams(5_000));
        var counts = pixels.Chunk(image.Length).CountBy(Convert.ToHexString).ToDictionary();

        Assert.Equal(expected.Order(StringComparer.Ordinal), counts.Keys.Order(StringComparer.Ordinal));
        Assert.All(counts.Values, count => Assert.InRange(count, 140, 260));
    }

    [Theory]
    [InlineData(4, 6)]
    [InlineData(6, 4)]
    public void An_image_is_not_shifted_out_of_its_frame(int height, int width) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => Augmentation.Shift(new byte[height * width], width, farthest: 4, Streams(1)));

    [Fact]
    public void Some_images_lose_a_rectangle_of_the_area_that_is_said_and_no_other_pixel()
    {
        const int Side = 28;
        // A drawn byte equals this one once in 256 times: the border of a rectangle is told by several pixels.
        var pixels = Copies([.. Enumerable.Repeat((byte)200, Side * Side)], 2_000);
        Augmentation.Erase(pixels, Side, probability: 0.3, Streams(2_000));
        var erased = pixels.Chunk(Side * Side).Select(image => Changed(image, Side)).Where(box => box.Pixels > 0).ToArray();

        Assert.InRange(erased.Length, 520, 680);
        Assert.All(erased, box =>
        {
            // Rounded to whole pixels.
            Assert.InRange(box.Area, (0.02 * Side * Side) - 4, (0.2 * Side * Side) + 14);
            Assert.InRange((double)box.Pixels / box.Area, 0.8, 1);
        });
        Assert.InRange(erased.Average(box => (double)box.Area / (Side * Side)), 0.1, 0.12);
        Assert.InRange(erased.Count(box => box.Rows > box.Columns) / (double)erased.Length, 0.4, 0.6);
    }

    [Fact]
    public void Erased_pixels_take_every_value()
    {
        var pixels = Copies(new byte[28 * 28], 500);
        Augmentation.Erase(pixels, 28, probability: 1, Streams(500));

        Assert.Equal(256, pixels.Distinct().Count());
    }

    [Fact]
    public void What_becomes_of_an_image_depends_on_its_stream_alone()
    {
        var image = Enumerable.Range(0, 28 * 28).Select(pixel => (byte)pixel).ToArray();
        var together = Copies(image, 3);
        Augment(together, Streams(3));
        foreach (var place in Enumerable.Range(0, 3))
        {
            var alone = image.ToArray();
            Augment(alone, Streams(3)[place..(place + 1)]);
            Assert.Equal(together[(place * image.Length)..((place + 1) * image.Length)], alone);
        }
    }

    private static void Augment(byte[] pixels, RandomStream[] streams)
    {
        Augmentation.Flip(pixels, 28, streams);
        Augmentation.Shift(pixels, 28, 3, streams);
        Augmentation.Erase(pixels, 28, 1, streams);
    }

    private static RandomStream[] Streams(int count) => [.. Enumerable.Range(0, count).Select(place => new RandomStream(1, $"images/{place}"))];

    private static byte[] Copies(byte[] image, int count) => [.. Enumerable.Repeat(image, count).SelectMany(pixels => pixels)];

    private static byte[] Shifted(byte[] image, int height, int width, int down, int right)
    {
        var shifted = new byte[image.Length];
        for (var row = 0; row < height; row++)
        {
            for (var column = 0; column < width; column++)
            {
                var (fromRow, fromColumn) = (row - down, column - right);
                if (fromRow >= 0 && fromRow < height && fromColumn >= 0 && fromColumn < width)
                {
                    shifted[(row * width) + column] = image[(fromRow * width) + fromColumn];
                }
            }
        }

        return shifted;
    }

    /// <summary>The box around all pixels that are no longer 200, and how many those are.</summary>
    private static (int Rows, int Columns, int Area, int Pixels) Changed(byte[] image, int width)
    {
        var places = Enumerable.Range(0, image.Length).Where(place => image[place] != 200).ToArray();
        if (places.Length == 0)
        {
            return (0, 0, 0, 0);
        }

        var rows = places.Max(place => place / width) - places.Min(place => place / width) + 1;
        var columns = places.Max(place => place % width) - places.Min(place => place % width) + 1;
        return (rows, columns, rows * columns, places.Length);
    }
}
