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
        var pixels = Enumerable.Repeat(image, 1_000).SelectMany(pixel => pixel).ToArray();
        Augmentation.Flip(pixels, width: 3, [.. Enumerable.Range(0, 1_000).Select(place => new RandomStream(1, $"flip/{place}"))]);
        var images = pixels.Chunk(6).ToArray();

        Assert.All(images, flipped => Assert.True(flipped.SequenceEqual(image) || flipped.SequenceEqual(mirrored)));
        Assert.InRange(images.Count(flipped => flipped.SequenceEqual(mirrored)), 420, 580);
    }
}
